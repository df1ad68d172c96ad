//! The figures of a deployment on a real server: from a saved edit to the new answer, and requests lost meanwhile.
//!
//! Run by `make bench`. Budgets: p50 at most 250 ms, p95 at most 600 ms over 100 edits; no request lost in 50 updates;
//! the first answer of an app that was asleep within 300 ms at p95 of 50 wakes.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot go on ends by panicking"
)]

#[path = "../tests/support/apps.rs"]
mod apps;
#[path = "../tests/platform/client.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod client;
#[path = "support/figures.rs"]
mod figures;
#[path = "../tests/support/python.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod python;
#[path = "../tests/platform/server.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod server;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use apps::app_that_says;
use client::Client;
use figures::percentiles;
use fp_contract::app::{App, Condition};
use fp_contract::deployment::DeploymentStatus;
use serde_json::{Value, json};
use server::Server;

const EDITS: usize = 100;
const UPDATES: usize = 50;
const WAKES: usize = 50;
/// Clients that send one request after the other while the app is updated.
const CLIENTS: usize = 4;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(folder.path()).await;
    let client = server.owner(folder.path());
    let app_id = client
        .create("bench", &app_that_says("first"), "app.py")
        .await
        .app_id;
    let first = client.deploy(&app_id, &app_that_says("first")).await;
    assert_eq!(client.ended(&first).await.status, DeploymentStatus::Live);
    edits(&client, &app_id).await;
    updates_under_load(&client, &app_id).await;
    wakes(&client, &app_id).await;
}

/// Measures from the sending of an edit to the first answer that has it.
async fn edits(client: &Client, app_id: &str) {
    let mut times = Vec::with_capacity(EDITS);
    for edit in 0..EDITS {
        let word = format!("edit{edit}");
        let start = Instant::now();
        client.deploy(app_id, &app_that_says(&word)).await;
        while client.get(app_id, "/").await.1 != format!("\"{word}\"") {}
        times.push(start.elapsed());
    }
    let [middle, most, worst] = percentiles(times);
    println!(
        "save -> new answer, {EDITS} edits: p50 {middle:.0} ms, p95 {most:.0} ms, worst {worst:.0} ms (budget 250 / 600 ms)"
    );
}

/// Measures from the request for an app that is asleep to its answer.
async fn wakes(client: &Client, app_id: &str) {
    let mut times = Vec::with_capacity(WAKES);
    for _ in 0..WAKES {
        client
            .ask::<App>("POST", &format!("/api/apps/{app_id}/sleep"), json!({}))
            .await;
        let name = format!("app-{app_id}");
        let path = format!("/api/apps/{app_id}/logs?tail_lines=1");
        // The name of the instance is the app's own once there is none.
        while client.ask::<Value>("GET", &path, Value::Null).await["pod_name"] != name {}
        let start = Instant::now();
        assert_eq!(client.get(app_id, "/").await.0, 200);
        times.push(start.elapsed());
        client.in_condition(app_id, Condition::Live).await;
    }
    let [middle, most, worst] = percentiles(times);
    println!(
        "wake from sleep, {WAKES} times: p50 {middle:.0} ms, p95 {most:.0} ms, worst {worst:.0} ms (budget p95 300 ms)"
    );
}

/// Updates the app while clients send requests all the time, and counts those that fail.
async fn updates_under_load(client: &Client, app_id: &str) {
    let stop = Arc::new(AtomicBool::new(false));
    let (sent, lost) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let load: Vec<_> = (0..CLIENTS)
        .map(|_| {
            tokio::spawn(ask_until(
                client.clone(),
                app_id.to_owned(),
                stop.clone(),
                sent.clone(),
                lost.clone(),
            ))
        })
        .collect();
    let start = Instant::now();
    for update in 0..UPDATES {
        let deployment = client
            .deploy(app_id, &app_that_says(&format!("update{update}")))
            .await;
        assert_eq!(client.ended(&deployment).await.status, DeploymentStatus::Live);
    }
    stop.store(true, Ordering::Relaxed);
    for task in load {
        task.await.expect("a client ends by itself");
    }
    let (sent, lost) = (sent.load(Ordering::Relaxed), lost.load(Ordering::Relaxed));
    println!(
        "{UPDATES} updates under load in {:.1} s: {sent} requests, {lost} dropped or failed (budget 0)",
        start.elapsed().as_secs_f64()
    );
}

async fn ask_until(
    client: Client,
    app_id: String,
    stop: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
    lost: Arc<AtomicU64>,
) {
    while !stop.load(Ordering::Relaxed) {
        sent.fetch_add(1, Ordering::Relaxed);
        let answered = match client.to_app(&app_id, "GET", "/").send().await {
            Ok(reply) => reply.status() == 200 && reply.text().await.is_ok(),
            Err(_) => false,
        };
        if !answered {
            lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

//! The figures of a deployment in a cluster, through Traefik: from a saved edit to the new answer, beside the way of the existing
//! platform on the same node; an app's first deployment; and the wake from sleep.
//!
//! Run by `make bench` in the network of a node (`deploy/testbed/kube`). Budgets: p50 at most 250 ms and p95 at most 600 ms over
//! 50 edits, with no request lost; the first answer of an app that was asleep within 1.5 s at p95 where a pod is held ready.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot go on ends by panicking"
)]

#[path = "../tests/support/apps.rs"]
mod apps;
#[path = "../tests/cluster/bed.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod bed;
#[path = "../tests/platform/client.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod client;
#[path = "support/figures.rs"]
mod figures;
#[path = "../tests/cluster/objects.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod objects;
#[path = "cluster/peer.rs"]
mod peer;
#[path = "../tests/support/python.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod python;
#[path = "../tests/platform/server.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod server;
#[path = "../tests/cluster/visitor.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod visitor;

use std::time::{Duration, Instant};

use apps::app_that_says;
use bed::Bed;
use figures::percentiles;
use fp_contract::app::Condition;
use fp_contract::deployment::DeploymentStatus;
use peer::Peer;

const EDITS: usize = 50;
/// A roll of the existing platform takes seconds: fewer say enough.
const PEER_EDITS: usize = 5;
const APPS: usize = 12;
const WAKES: usize = 12;
/// Clients that visit the app while it is edited, and how often each does. More would take all of the processor time that a
/// pod may have.
const CLIENTS: usize = 2;
const EACH: Duration = Duration::from_millis(100);
/// How often it is looked whether the new answer is there.
const LOOK: Duration = Duration::from_millis(10);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let bed = Bed::start().await;
    let app_id = first_deployments(&bed).await;
    edits(&bed, &app_id).await;
    peer_edits(&bed, &app_id).await;
    wakes(&bed, &app_id).await;
}

/// Measures from the request to deploy a new app to its being live, and to its first answer. The id of one of the apps.
async fn first_deployments(bed: &Bed) -> String {
    let (mut live, mut answered) = (Vec::new(), Vec::new());
    let mut app_ids = Vec::new();
    for _ in 0..APPS {
        let files = app_that_says("first");
        let app_id = bed.client.create("bench", &files, "app.py").await.app_id;
        let start = Instant::now();
        let deployment = bed.client.deploy(&app_id, &files).await;
        assert_eq!(bed.client.ended(&deployment).await.status, DeploymentStatus::Live);
        live.push(start.elapsed());
        answered.push(answers(bed, &host(&app_id), "first", start).await);
        app_ids.push(app_id);
    }
    for app_id in &app_ids[1..] {
        bed.sleep(app_id).await;
    }
    let [middle, most, worst] = percentiles(live);
    println!(
        "first deployment -> live, {APPS} apps: p50 {middle:.0} ms, p95 {most:.0} ms, worst {worst:.0} ms"
    );
    let [middle, most, worst] = percentiles(answered);
    println!(
        "first deployment -> answer through Traefik: p50 {middle:.0} ms, p95 {most:.0} ms, worst {worst:.0} ms"
    );
    app_ids.swap_remove(0)
}

/// Measures from the sending of an edit to the first answer that has it, while others visit the app.
async fn edits(bed: &Bed, app_id: &str) {
    let mut times = Vec::with_capacity(EDITS);
    let load = bed.visitor.keep_visiting(app_id, CLIENTS, EACH);
    for edit in 0..EDITS {
        let word = format!("edit{edit}");
        let start = Instant::now();
        let deployment = bed.client.deploy(app_id, &app_that_says(&word)).await;
        times.push(answers(bed, &host(app_id), &word, start).await);
        assert_eq!(bed.client.ended(&deployment).await.status, DeploymentStatus::Live);
    }
    let (answered, failed) = load.end();
    let [middle, most, worst] = percentiles(times);
    println!(
        "save -> new answer, {EDITS} edits: p50 {middle:.0} ms, p95 {most:.0} ms, worst {worst:.0} ms (budget 250 / 600 ms); \
         {answered} requests of others meanwhile, {failed} failed (budget 0)"
    );
}

/// The same edits done the way of the existing platform.
async fn peer_edits(bed: &Bed, app_id: &str) {
    let peer = Peer::beside(bed, app_id).await;
    let load = bed.visitor.keep_visiting_host(peer::HOST, CLIENTS, EACH);
    let mut times = Vec::with_capacity(PEER_EDITS);
    for edit in 0..PEER_EDITS {
        let word = format!("peer{edit}");
        let start = Instant::now();
        peer.edit(&app_that_says(&word)["app.py"]).await;
        times.push(answers(bed, peer::HOST, &word, start).await);
        peer.is_settled().await;
    }
    let (answered, failed) = load.end();
    let [middle, most, worst] = percentiles(times);
    println!(
        "the same by patching ConfigMap and Deployment, as the existing platform does, {PEER_EDITS} edits: p50 {middle:.0} ms, \
         p95 {most:.0} ms, worst {worst:.0} ms; {answered} requests of others meanwhile, {failed} failed"
    );
}

/// Measures from the request for an app that is asleep to its answer.
async fn wakes(bed: &Bed, app_id: &str) {
    let mut times = Vec::with_capacity(WAKES);
    for _ in 0..WAKES {
        bed.sleep(app_id).await;
        let start = Instant::now();
        assert_eq!(bed.visitor.get(app_id, "/").await.0, 200);
        times.push(start.elapsed());
        bed.client.in_condition(app_id, Condition::Live).await;
    }
    let [middle, most, worst] = percentiles(times);
    println!(
        "wake from sleep through Traefik, {WAKES} times, no pod held ready: p50 {middle:.0} ms, p95 {most:.0} ms, worst {worst:.0} ms \
         (budget p95 1,500 ms with one)"
    );
}

/// Waits until the host answers `word`; the time since `start`.
async fn answers(bed: &Bed, host: &str, word: &str, start: Instant) -> Duration {
    let wanted = (200, format!("\"{word}\""));
    let mut looks = tokio::time::interval(LOOK);
    loop {
        looks.tick().await;
        if bed.visitor.get_host(host, "/").await == wanted {
            return start.elapsed();
        }
    }
}

fn host(app_id: &str) -> String {
    format!("app-{app_id}.{}", visitor::DOMAIN)
}

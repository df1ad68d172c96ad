//! The whole server on a `MongoDB` that is killed under it and comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fp_contract::files::single;
use serde_json::{Value, json};

use super::client::Client;
use super::mongo::{Mongo, OwnMongo, fresh_name};
use super::server::{Server, until};

/// The engine's ten seconds, and what a busy machine may add.
const LONGEST_REQUEST: Duration = Duration::from_secs(14);

/// Saves before the server is killed, and again after it is back.
const SAVES: u64 = 30;

/// What the client that saves has seen, and when it is to end.
#[derive(Default)]
struct Load {
    saved: AtomicU64,
    stop: AtomicBool,
}

/// Saves drafts until told to stop; what is neither saved nor refused as unavailable is a fault.
/// Answers how many were refused and how long the longest request took.
async fn save(client: Client, app_id: String, load: Arc<Load>) -> (u64, Duration) {
    let (mut refused, mut longest) = (0, Duration::ZERO);
    let path = format!("/api/apps/{app_id}/draft");
    while !load.stop.load(Ordering::Relaxed) {
        let number = load.saved.load(Ordering::Relaxed) + 1;
        let body = json!({"files": single(format!("save {number}")), "validate": false});
        let begun = Instant::now();
        let (status, reply) = client.send(reqwest::Method::PUT, &path, &body).await.unwrap();
        longest = longest.max(begun.elapsed());
        match status {
            200 => drop(load.saved.fetch_add(1, Ordering::Relaxed)),
            503 => refused += 1,
            _ => panic!("{status}: {reply}"),
        }
    }
    (refused, longest)
}

/// Waits until so many saves are acknowledged.
async fn saved(load: &Load, count: u64) {
    until("enough saves to be acknowledged", async || {
        (load.saved.load(Ordering::Relaxed) >= count).then_some(())
    })
    .await;
}

async fn health(client: &Client) -> (u16, Value) {
    let reply = client.send(reqwest::Method::GET, "/health", &Value::Null).await;
    reply.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_recovers_when_mongod_is_killed_under_load() {
    let Some(own) = tokio::task::spawn_blocking(OwnMongo::start).await.unwrap() else {
        return;
    };
    let own = Arc::new(own);
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with(folder.path(), &[("MONGO_URI", own.mongo().administrator_uri())]).await;
    let client = server.owner(folder.path());
    let app = client
        .create("one", &single("app = 1".to_owned()), "app.py")
        .await;
    let (status, well) = health(&client).await;
    assert_eq!((status, &well["store"]), (200, &json!("mongodb")));

    let load = Arc::new(Load::default());
    let saving = tokio::spawn(save(client.clone(), app.app_id.clone(), load.clone()));
    saved(&load, SAVES).await;
    own.kill();
    let (status, ill) = health(&client).await;
    assert_eq!(status, 503, "{ill}");
    assert!(ill["detail"].is_string(), "{ill}");
    let back = Arc::clone(&own);
    tokio::task::spawn_blocking(move || back.restart()).await.unwrap();
    let begun = Instant::now();
    until("the server to be well again", async || {
        (health(&client).await.0 == 200).then_some(())
    })
    .await;
    let recovered = begun.elapsed();
    saved(&load, load.saved.load(Ordering::Relaxed) + SAVES).await;
    load.stop.store(true, Ordering::Relaxed);
    let (refused, longest) = saving.await.unwrap();
    let saved = load.saved.load(Ordering::Relaxed);
    println!(
        "{saved} saves acknowledged, {refused} refused, longest request {longest:?}, well again {recovered:?} after mongod"
    );
    let draft_version = client.app(&app.app_id).await.app.draft_version;
    assert!(draft_version > saved, "{draft_version} with {saved} saves");
    assert!(longest < LONGEST_REQUEST, "{longest:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_takes_its_record_from_mongodb_after_a_restart() {
    let shared = tokio::task::spawn_blocking(Mongo::shared).await.unwrap();
    let Some(shared) = shared else { return };
    let (folder, database) = (tempfile::tempdir().unwrap(), fresh_name());
    let variables = [
        ("MONGO_URI", shared.administrator_uri()),
        ("FP_MONGO_DATABASE", database.as_str()),
    ];
    let mut server = Server::start_with(folder.path(), &variables).await;
    let client = server.owner(folder.path());
    let app = client
        .create("one", &single("app = 1".to_owned()), "app.py")
        .await;
    server.kill();
    let server = Server::start_with(folder.path(), &variables).await;
    let kept = server.owner(folder.path()).app(&app.app_id).await;
    assert_eq!(kept.editable_files(), single("app = 1".to_owned()));
    assert!(!folder.path().join("fp.sqlite3").exists());
}

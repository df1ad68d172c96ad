//! How fast the platform answers what clients ask all the time, with 10,000 apps in the record.
//!
//! Run by `make bench`. Budgets on two cores with the load beside the server: `GET /api/apps` at least 20,000 times a second with
//! p99 at most 10 ms; `GET /api/auth/me` p99 at most 25 ms during a hundred log-ins.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark that cannot go on ends by panicking"
)]

#[path = "../../tests/platform/client.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod client;
mod fill;
mod load;
#[path = "../../tests/support/mongo.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod mongo;
#[path = "../../tests/support/python.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod python;
#[path = "../../tests/platform/server.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod server;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fp_server::store::Store;
use fp_server::store::mongo::{DATABASE, MongoStore};
use fp_server::store::sqlite::SqliteStore;
use load::{Load, Outcome};
use mongo::OwnMongo;
use server::Server;

/// Connections that ask all the time, one request after the other.
const CONNECTIONS: usize = 32;
/// How long each reading is measured.
const MEASURED: Duration = Duration::from_secs(5);
/// Log-ins that are sent at once.
const LOG_INS: usize = 100;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    Box::pin(measure("sqlite", &[])).await;
    let Some(mongo) = tokio::task::spawn_blocking(OwnMongo::start).await.unwrap() else {
        return;
    };
    Box::pin(measure(
        "mongodb",
        &[("MONGO_URI", mongo.mongo().administrator_uri())],
    ))
    .await;
}

/// The figures of one engine of the store, which `variables` choose.
async fn measure(engine: &str, variables: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path(), variables).await;
    let (server, cold) = cold_start(folder.path(), variables).await;
    println!(
        "{engine}, {} apps: cold start to first answer {:.0} ms, memory after it {:.0} MiB",
        fill::APPS,
        milliseconds(cold),
        mebibytes(resident_bytes(folder.path()))
    );
    for (name, apps) in [("few", fill::FEW), ("many", fill::MANY)] {
        let token = log_in(&server, name).await;
        let load = Load::get(&server.url, "/api/apps", &token);
        load.measure(CONNECTIONS, Duration::from_secs(1)).await;
        let outcome = load.measure(CONNECTIONS, MEASURED).await;
        println!("GET /api/apps, caller with {apps} apps: {outcome} (budget 20,000/s, p99 10 ms)");
    }
    log_ins_beside_reads(&server).await;
    println!(
        "memory after the load: {:.0} MiB",
        mebibytes(resident_bytes(folder.path()))
    );
}

/// Lets a server make its record and an account, and fills the record.
async fn prepare(folder: &Path, variables: &[(&str, &str)]) {
    let mut server = Server::start_with(folder, variables).await;
    let account = serde_json::json!({
        "username": "few",
        "email": "few@example.org",
        "password": fill::PASSWORD,
    });
    let (status, reply) = server
        .owner(folder)
        .send("POST".parse().unwrap(), "/api/auth/signup", &account)
        .await
        .unwrap();
    assert_eq!(status, 200, "{reply}");
    server.kill();
    let store: Arc<dyn Store> = match variables.first() {
        None => Arc::new(SqliteStore::open(folder.join("fp.sqlite3")).unwrap()),
        Some((_, uri)) => {
            let plain = Arc::new(|_: &_, env: &_| Clone::clone(env));
            Arc::new(MongoStore::open(uri, DATABASE, plain).await.unwrap())
        }
    };
    fill::fill(store.as_ref(), LOG_INS).await;
}

/// Starts a server on a full record and asks until it answers.
async fn cold_start(folder: &Path, variables: &[(&str, &str)]) -> (Server, Duration) {
    let begun = Instant::now();
    let server = Server::start_with(folder, variables).await;
    let answered = Load::get(&server.url, "/health", "").once().await;
    assert_eq!(answered.0, 200);
    (server, begun.elapsed())
}

async fn log_in(server: &Server, name: &str) -> String {
    let (status, body) = Load::log_in(&server.url, name, fill::PASSWORD).once().await;
    assert_eq!(status, 200, "{body}");
    let reply: serde_json::Value = serde_json::from_str(&body).unwrap();
    reply["access_token"].as_str().unwrap().to_owned()
}

/// A hundred accounts log in at once while one client asks who it is.
async fn log_ins_beside_reads(server: &Server) {
    let token = log_in(server, "few").await;
    let me = Load::get(&server.url, "/api/auth/me", &token);
    let alone = me.measure(1, Duration::from_secs(1)).await;
    let begun = Instant::now();
    let storm: Vec<_> = (0..LOG_INS)
        .map(|number| {
            let log_in = Load::log_in(&server.url, &fill::account(number), fill::PASSWORD);
            tokio::spawn(async move { log_in.once().await.0 })
        })
        .collect();
    let mut during = Outcome::default();
    while !storm.iter().all(tokio::task::JoinHandle::is_finished) {
        during.add(me.measure(1, Duration::from_millis(100)).await);
    }
    let took = begun.elapsed();
    let mut refused = 0;
    for log_in in storm {
        refused += usize::from(log_in.await.unwrap() != 200);
    }
    println!("GET /api/auth/me: {alone} alone");
    println!(
        "GET /api/auth/me during {LOG_INS} log-ins in {:.1} s, {refused} refused: {during} (budget p99 25 ms)",
        took.as_secs_f64()
    );
}

/// Bytes of memory that the process of the folder's server has now.
fn resident_bytes(folder: &Path) -> u64 {
    let known = std::fs::read_to_string(folder.join("server.json")).unwrap();
    let known: serde_json::Value = serde_json::from_str(&known).unwrap();
    let status = std::fs::read_to_string(format!("/proc/{}/status", known["pid"])).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1024
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "shown without decimals")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / 1024.0 / 1024.0
}

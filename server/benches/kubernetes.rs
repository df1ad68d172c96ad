//! The figures of a server with 500 apps in a cluster: how soon it watches after its start, what memory that takes, and how soon
//! it notices what happens to an app.
//!
//! Run by `make bench` on an API server (`deploy/testbed/kube`); no node is needed. One process makes the apps and stands in for
//! the node, another one is the server that starts. Budget: p95 at most 200 ms from asking the API server for a change to
//! noticing it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark that cannot go on ends by panicking"
)]

#[path = "../tests/kubernetes/bed.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod bed;
#[path = "support/figures.rs"]
mod figures;
#[path = "kubernetes/fresh.rs"]
mod fresh;
#[path = "../tests/kubernetes/stand_in.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod stand_in;
#[path = "../tests/support/wait.rs"]
mod wait;

use std::time::{Duration, Instant};

use fp_server::runtime::{Release, Runtime as _};
use fp_server::store::AppId;
use futures_util::StreamExt as _;
use k8s_openapi::api::core::v1::Namespace;
use kube::api::{Api, DeleteParams};
use kube::runtime::wait::{await_condition, conditions::is_deleted};

use bed::{Bed, release_of};

/// As the server has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const APPS: usize = 500;
/// Deployments at once.
const AT_ONCE: usize = 8;
/// The variable that makes a process the server of this namespace.
const SERVER_OF: &str = "FP_BENCH_SERVER_OF";
/// How long the cluster may take to delete everything.
const END: Duration = Duration::from_mins(10);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    match std::env::var(SERVER_OF) {
        Ok(namespace) => fresh::measure(&namespace).await,
        Err(_) => around().await,
    }
}

/// Makes the apps, has another process measure, and takes everything away.
async fn around() {
    let bed = Bed::start().await;
    let since = Instant::now();
    let deployed = futures_util::stream::iter(0..APPS)
        .for_each_concurrent(AT_ONCE, async |number| bed.deploy(&release(number)).await);
    deployed.await;
    println!("{APPS} apps made in {:.0} s", since.elapsed().as_secs_f64());
    // Gives the lease to the one that is measured.
    bed.runtime.shut_down().await;
    let server = tokio::process::Command::new(std::env::current_exe().unwrap())
        .env(SERVER_OF, &bed.settings.namespace)
        .status()
        .await;
    remove(&bed).await;
    assert!(server.unwrap().success());
}

/// One that the next process knows as well.
fn release(number: usize) -> Release {
    let app_id = AppId(format!("b{number:07}"));
    release_of(app_id, &[("app.py", "app = 1")], &[("KEY", "value")])
}

async fn remove(bed: &Bed) {
    let namespaces: Api<Namespace> = Api::all(bed.client.clone());
    let name = &bed.settings.namespace;
    let uid = namespaces.get(name).await.unwrap().metadata.uid.unwrap();
    drop(namespaces.delete(name, &DeleteParams::default()).await.unwrap());
    let gone = await_condition(namespaces, name, is_deleted(&uid));
    drop(tokio::time::timeout(END, gone).await.unwrap().unwrap());
}

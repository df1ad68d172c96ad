//! A server that starts where all the apps run already.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fp_server::logs::Logs;
use fp_server::runtime::kubernetes::KubernetesRuntime;
use fp_server::runtime::{Runtime as _, RuntimeChange};
use fp_server::store::AppId;
use futures_util::StreamExt as _;
use k8s_openapi::api::core::v1::{ConfigMap, Pod, Service};
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams};
use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::bed::{client, deploy, kubeconfig, settings};
use super::figures::percentiles;
use super::wait::{until, within};
use super::{APPS, AT_ONCE, release};

/// Changes of each sort.
const CHANGES: usize = 50;
/// How often it is looked whether a deletion was noticed, which is told only after a while.
const LOOK: Duration = Duration::from_millis(1);

/// Starts it, and prints the figures.
pub(super) async fn measure(namespace: &str) {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    let client = client(&kubeconfig()).await;
    let before = resident();
    let since = Instant::now();
    let runtime = KubernetesRuntime::with(client.clone(), settings(namespace), logs);
    let runtime = within("the engine", runtime).await.unwrap();
    tell(&format!("{APPS} apps, start to watching"), since, before);
    let compared = futures_util::stream::iter(0..APPS).for_each_concurrent(AT_ONCE, async |number| {
        deploy(&runtime, &release(number)).await.unwrap();
    });
    compared.await;
    tell(
        &format!("{APPS} apps, start to every one compared and connected"),
        since,
        before,
    );
    let meddler = Meddler {
        runtime,
        client,
        namespace: namespace.to_owned(),
    };
    meddler.holds_the_lease().await;
    meddler.figure("a pod that is not ready", Meddler::lose).await;
    meddler.figure("an edited object", Meddler::edit).await;
    meddler.figure("a deleted object", Meddler::delete).await;
    meddler.runtime.shut_down().await;
}

/// Somebody who does things to apps.
struct Meddler {
    runtime: Arc<KubernetesRuntime>,
    client: kube::Client,
    namespace: String,
}

impl Meddler {
    async fn figure(&self, what: &str, change: impl AsyncFn(&Self, usize) -> Duration) {
        let mut times = Vec::new();
        for number in 0..CHANGES {
            times.push(within(what, change(self, number)).await);
        }
        let [middle, most, worst] = percentiles(times);
        println!(
            "{APPS} apps, {what} noticed: p50 {middle:.0} ms, p95 {most:.0} ms, worst {worst:.0} ms of {CHANGES} (budget: p95 200 ms)"
        );
    }

    /// Whoever does not hold it tells of nothing. The one before gave it back.
    async fn holds_the_lease(&self) {
        let number = APPS - 1;
        let app_id = release(number).app_id;
        self.edit_code(number, json!("edited")).await;
        until("the lease is held", async || self.runtime.has_drifted(&app_id)).await;
        self.runtime.repair(&release(number)).await.unwrap();
    }

    async fn lose(&self, number: usize) -> Duration {
        let mut changes = self.runtime.changes();
        let app_id = release(number).app_id;
        let pods: Api<Pod> = self.api();
        let of_app = ListParams::default().labels(&format!("app-id={app_id}"));
        let pod = pods.list(&of_app).await.unwrap().items.remove(0);
        let status = |ready: &str| json!({"status": {"conditions": [{"type": "Ready", "status": ready}]}});
        let name = pod.metadata.name.unwrap();
        let since = Instant::now();
        let say = async |ready: &str| {
            let patch = Patch::Merge(status(ready));
            drop(
                pods.patch_status(&name, &PatchParams::default(), &patch)
                    .await
                    .unwrap(),
            );
        };
        say("False").await;
        let is_it = |change: &RuntimeChange| matches!(change, RuntimeChange::Lost { app_id: lost } if *lost == app_id);
        next(&mut changes, is_it).await;
        let took = since.elapsed();
        say("True").await;
        took
    }

    async fn edit(&self, number: usize) -> Duration {
        let mut changes = self.runtime.changes();
        let release = release(number);
        let since = Instant::now();
        self.edit_code(number, json!("edited")).await;
        let is_it = |change: &RuntimeChange| matches!(change, RuntimeChange::Drifted { app_id } if *app_id == release.app_id);
        next(&mut changes, is_it).await;
        let took = since.elapsed();
        self.runtime.repair(&release).await.unwrap();
        took
    }

    async fn delete(&self, number: usize) -> Duration {
        let release = release(number);
        let services: Api<Service> = self.api();
        let name = format!("app-{}", release.app_id);
        let since = Instant::now();
        drop(services.delete(&name, &DeleteParams::default()).await.unwrap());
        while !self.runtime.has_drifted(&release.app_id) {
            tokio::time::sleep(LOOK).await;
        }
        let took = since.elapsed();
        self.runtime.repair(&release).await.unwrap();
        took
    }

    async fn edit_code(&self, number: usize, text: Value) {
        let AppId(app_id) = release(number).app_id;
        let codes: Api<ConfigMap> = self.api();
        let patch = Patch::Merge(json!({"data": {"file-0": text}}));
        let name = format!("app-{app_id}-code");
        drop(codes.patch(&name, &PatchParams::default(), &patch).await.unwrap());
    }

    fn api<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = kube::core::NamespaceResourceScope>,
        K::DynamicType: Default,
    {
        Api::namespaced(self.client.clone(), &self.namespace)
    }
}

async fn next(changes: &mut broadcast::Receiver<RuntimeChange>, wanted: impl Fn(&RuntimeChange) -> bool) {
    while !wanted(&changes.recv().await.unwrap()) {}
}

fn tell(what: &str, since: Instant, before: f64) {
    let now = resident();
    println!(
        "{what}: {:.0} ms, {now:.0} MiB resident, {:.0} MiB more than before",
        since.elapsed().as_secs_f64() * 1000.0,
        now - before
    );
}

/// Resident memory of this process, in MiB.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let kib: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib / 1024.0
}

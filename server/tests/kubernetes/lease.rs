//! Two servers on one cluster: one repairs, the other takes its place when it is gone.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fp_server::runtime::Runtime as _;
use fp_server::runtime::kubernetes::KubernetesRuntime;
use serde_json::json;

use super::bed::{Bed, KINDS, Reports, app, client, deploy, kubeconfig, release};
use crate::wait::until;

/// Longer than a change is left alone.
const A_WHILE: Duration = Duration::from_secs(3);

/// A second server in a thread of its own: dropping it ends it as a power cut would.
struct Another {
    runtime: Arc<KubernetesRuntime>,
    tasks: Option<tokio::runtime::Runtime>,
}

impl Another {
    async fn beside(bed: &Bed) -> Self {
        let tasks = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (settings, logs) = (bed.settings.clone(), Arc::clone(&bed.logs));
        let started = tasks.spawn(async move {
            let client = client(&kubeconfig()).await;
            KubernetesRuntime::with(client, settings, logs).await.unwrap()
        });
        Self {
            runtime: started.await.unwrap(),
            tasks: Some(tasks),
        }
    }

    fn kill(&mut self) {
        self.tasks.take().unwrap().shutdown_background();
    }
}

impl Drop for Another {
    fn drop(&mut self) {
        if let Some(tasks) = self.tasks.take() {
            tasks.shutdown_background();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn one_of_two_servers_repairs_and_the_other_takes_over() {
    let bed = Bed::start().await;
    let release = release(&[("app.py", "app = 1")], &[]);
    bed.deploy(&release).await;
    let mut another = Another::beside(&bed).await;
    deploy(&another.runtime, &release).await.unwrap();
    // The first server gives the lease back in an orderly way, the other one takes it.
    bed.runtime.shut_down().await;
    let (version, kind, name) = KINDS[4];
    let mut of_another = Reports::of(&another.runtime);
    bed.delete(version, kind, name).await;
    of_another.drifted().await;
    another.runtime.repair(&release).await.unwrap();
    assert!(bed.exists(version, kind, name).await);

    let third = bed.another(client(&kubeconfig()).await).await;
    deploy(&third, &release).await.unwrap();
    let mut of_third = Reports::of(&third);
    bed.delete(version, kind, name).await;
    of_another.drifted().await;
    tokio::time::sleep(A_WHILE).await;
    assert!(!of_third.has_drift(), "only the holder repairs");
    assert!(!third.has_drifted(&app()));

    let since = Instant::now();
    another.kill();
    of_third.drifted().await;
    println!(
        "the holder was killed; another server repairs after {} ms",
        since.elapsed().as_millis()
    );
    third.repair(&release).await.unwrap();
    assert!(bed.exists(version, kind, name).await);
}

/// The holder of the lease must not take another server's release back, and guards it from then on.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn another_servers_writes_are_no_drift() {
    let bed = Bed::start().await;
    let first = release(&[("app.py", "app = 1")], &[("KEY", "a")]);
    bed.deploy(&first).await;
    let another = bed.another(client(&kubeconfig()).await).await;
    let mut reports = Reports::of(&bed.runtime);
    let second = release(&[("app.py", "app = 2"), ("more.py", "")], &[("KEY", "b")]);
    deploy(&another, &second).await.unwrap();
    another.stop(&app()).await.unwrap();
    deploy(&another, &second).await.unwrap();
    tokio::time::sleep(A_WHILE).await;
    assert!(!reports.has_drift());

    let (version, kind, name) = KINDS[1];
    let before = bed.get(version, kind, name).await;
    bed.edit(version, kind, name, &json!({"data": {"file-0": "nonsense"}}))
        .await;
    reports.drifted().await;
    // The platform gives it what the record says now.
    bed.runtime.repair(&second).await.unwrap();
    assert_eq!(bed.get(version, kind, name).await["data"], before["data"]);

    another.remove(&app()).await.unwrap();
    until("it is gone", async || !bed.exists(version, kind, name).await).await;
    tokio::time::sleep(A_WHILE).await;
    assert!(
        !bed.exists(version, kind, name).await,
        "nobody made it again by itself"
    );
}

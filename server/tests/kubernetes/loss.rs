//! The last pod of an app that takes requests no more.

use std::time::{Duration, Instant};

use fp_server::runtime::RuntimeChange;
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use kube::api::{Api, Patch, PatchParams};
use serde_json::json;
use tokio::net::TcpListener;

use super::bed::{Bed, Reports, app, release};
use crate::wait::within;

/// Far less than a runner that says nothing is waited for.
const AT_ONCE: Duration = Duration::from_secs(2);

/// A container that was started again, whose runner takes connections and says nothing.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_loss_is_told_before_a_silent_runner_is_waited_for() {
    let bed = Bed::start().await;
    bed.deploy(&release(&[("app.py", "app = 1")], &[])).await;
    bed.pods.leave_alone();
    let mut reports = Reports::of(&bed.runtime);
    let silent = TcpListener::bind("127.77.0.1:8001").await.unwrap();
    let status = json!({"status": {
        "podIP": silent.local_addr().unwrap().ip(),
        "podIPs": [{"ip": silent.local_addr().unwrap().ip()}],
        "conditions": [{"type": "Ready", "status": "False"}],
        "containerStatuses": [{
            "name": "runner", "image": "i", "imageID": "", "ready": false, "restartCount": 1, "started": true,
            "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}},
        }],
    }});
    let pods: Api<Pod> = Api::namespaced(bed.client.clone(), &bed.namespace());
    let pod = bed.pods_of(&app()).await.remove(0);
    let since = Instant::now();
    pods.patch_status(&pod.name_any(), &PatchParams::default(), &Patch::Merge(status))
        .await
        .unwrap();
    let is_loss = |change: &RuntimeChange| matches!(change, RuntimeChange::Lost { .. });
    within("the loss", reports.next(is_loss)).await;
    assert!(since.elapsed() < AT_ONCE, "{:?}", since.elapsed());
}

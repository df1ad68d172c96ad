//! What a node would do, as far as these tests need it: every pod is said to run and to be ready.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt as _;
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use kube::api::{Api, Patch, PatchParams};
use kube::runtime::WatchStreamExt as _;
use kube::runtime::watcher::{Config, watcher};
use serde_json::json;
use tokio_util::sync::{CancellationToken, DropGuard};

/// An address nothing answers at.
const ADDRESS: &str = "127.0.0.199";

/// Ends with its last handle.
pub(crate) struct StandIn {
    client: kube::Client,
    is_idle: Arc<AtomicBool>,
    _ends: DropGuard,
}

impl StandIn {
    pub(crate) fn start(client: kube::Client) -> Self {
        let ends = CancellationToken::new();
        let is_idle = Arc::new(AtomicBool::new(false));
        tokio::spawn(
            ends.clone()
                .run_until_cancelled_owned(tend(client.clone(), Arc::clone(&is_idle))),
        );
        Self {
            client,
            is_idle,
            _ends: ends.drop_guard(),
        }
    }

    /// From now on no pod becomes ready by itself.
    pub(crate) fn leave_alone(&self) {
        self.is_idle.store(true, Ordering::Release);
    }

    /// Says that a pod is ready, or is not.
    pub(crate) async fn say(&self, pod: &Pod, is_ready: bool) {
        say(&self.client, pod, is_ready).await;
    }
}

async fn tend(client: kube::Client, is_idle: Arc<AtomicBool>) {
    let pods: Api<Pod> = Api::all(client.clone());
    let config = Config::default().labels("app=user-fastapi-app");
    let mut pods = std::pin::pin!(watcher(pods, config).default_backoff().applied_objects());
    while let Some(pod) = pods.next().await {
        let Ok(pod) = pod else { continue };
        let is_new = pod.status.as_ref().is_none_or(|status| status.pod_ip.is_none());
        if is_new && pod.metadata.deletion_timestamp.is_none() && !is_idle.load(Ordering::Acquire) {
            tokio::spawn({
                let client = client.clone();
                async move { say(&client, &pod, true).await }
            });
        }
    }
}

async fn say(client: &kube::Client, pod: &Pod, is_ready: bool) {
    let pods: Api<Pod> = Api::namespaced(client.clone(), &pod.namespace().unwrap());
    let condition = if is_ready { "True" } else { "False" };
    let container = json!({
        "name": "runner", "image": "i", "imageID": "", "ready": is_ready, "restartCount": 0, "started": true,
        "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}},
    });
    let status = json!({"status": {
        "phase": "Running",
        "podIP": ADDRESS,
        "conditions": [{"type": "Ready", "status": condition}],
        "containerStatuses": [container],
    }});
    let name = pod.name_any();
    let _it_may_be_gone = pods
        .patch_status(&name, &PatchParams::default(), &Patch::Merge(&status))
        .await;
}

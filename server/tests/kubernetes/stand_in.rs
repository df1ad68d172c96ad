//! What a node would do, as far as these tests need it: every pod of the test is said to run and to be ready, and a runner
//! answers for it that accepts whatever it is given. What real runners do is tested on a node (`runtime_contract`).

// Said where it is, for those who include this file by its path.
#[path = "stand_in/runner.rs"]
mod runner;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt as _;
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use kube::api::{Api, Patch, PatchParams};
use kube::runtime::WatchStreamExt as _;
use kube::runtime::watcher::{Config, watcher};
use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};

/// Ends with its last handle.
pub(crate) struct StandIn {
    node: Node,
    is_idle: Arc<AtomicBool>,
    _ends: DropGuard,
}

impl StandIn {
    /// For the pods in this namespace and in those whose names begin with it: others are another test's.
    pub(crate) fn start(client: kube::Client, namespace: &str) -> Self {
        let ends = CancellationToken::new();
        let is_idle = Arc::new(AtomicBool::new(false));
        let node = Node {
            client,
            namespace: namespace.to_owned(),
        };
        let tending = tend(node.clone(), Arc::clone(&is_idle));
        tokio::spawn(ends.clone().run_until_cancelled_owned(tending));
        Self {
            node,
            is_idle,
            _ends: ends.drop_guard(),
        }
    }

    /// From now on no pod becomes ready by itself.
    pub(crate) fn leave_alone(&self) {
        self.is_idle.store(true, Ordering::Release);
    }

    /// Says that a pod runs and is ready, or is not.
    pub(crate) async fn say(&self, pod: &Pod, is_ready: bool) {
        self.node.say(pod, is_ready).await;
    }

    /// Says that a pod's image cannot be had.
    pub(crate) async fn refuse_image(&self, pod: &Pod) {
        let waiting = json!({"waiting": {"reason": "ErrImagePull", "message": "not found"}});
        let status = json!({"phase": "Pending", "containerStatuses": [container(pod, false, &waiting)]});
        self.node.write(pod, status).await;
    }
}

#[derive(Clone)]
struct Node {
    client: kube::Client,
    namespace: String,
}

impl Node {
    fn has(&self, pod: &Pod) -> bool {
        pod.namespace()
            .is_some_and(|namespace| namespace.starts_with(&self.namespace))
    }

    async fn say(&self, pod: &Pod, is_ready: bool) {
        let known = pod.status.as_ref().and_then(|status| status.pod_ip.clone());
        let address = match known {
            Some(address) => address,
            None => runner::start().await,
        };
        let condition = if is_ready { "True" } else { "False" };
        let running = json!({"running": {"startedAt": "2026-01-01T00:00:00Z"}});
        let status = json!({
            "phase": "Running",
            "podIP": address,
            "conditions": [{"type": "Ready", "status": condition}],
            "containerStatuses": [container(pod, is_ready, &running)],
        });
        self.write(pod, status).await;
    }

    async fn write(&self, pod: &Pod, status: Value) {
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), &pod.namespace().unwrap());
        let patch = Patch::Merge(json!({"status": status}));
        let _it_may_be_gone = pods
            .patch_status(&pod.name_any(), &PatchParams::default(), &patch)
            .await;
    }
}

async fn tend(node: Node, is_idle: Arc<AtomicBool>) {
    let pods: Api<Pod> = Api::all(node.client.clone());
    let config = Config::default().labels("app=user-fastapi-app");
    let mut pods = std::pin::pin!(watcher(pods, config).default_backoff().applied_objects());
    while let Some(pod) = pods.next().await {
        let Ok(pod) = pod else { continue };
        let is_new = pod.status.as_ref().is_none_or(|status| status.pod_ip.is_none());
        let is_to_run = is_new && pod.metadata.deletion_timestamp.is_none() && node.has(&pod);
        if is_to_run && !is_idle.load(Ordering::Acquire) {
            tokio::spawn({
                let node = node.clone();
                async move { node.say(&pod, true).await }
            });
        }
    }
}

fn container(pod: &Pod, is_ready: bool, state: &Value) -> Value {
    let image = pod
        .spec
        .as_ref()
        .and_then(|spec| spec.containers[0].image.clone());
    json!({"name": "runner", "image": image, "imageID": "", "ready": is_ready, "restartCount": 0, "started": is_ready, "state": state})
}

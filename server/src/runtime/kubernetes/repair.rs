//! What happens without being asked for: pods that come and go are connected to, and the loss of the last one is told.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::{Applied, KubernetesRuntime, pod_state};
use crate::runtime::RuntimeChange;
use crate::store::AppId;

/// Looks at each app of which something changed, until the engine is gone.
pub(super) async fn watch(runtime: Weak<KubernetesRuntime>, stopping: CancellationToken) {
    let Some(mut changes) = runtime.upgrade().map(|runtime| runtime.watched.changes()) else {
        return;
    };
    loop {
        let news = tokio::select! {
            news = changes.recv() => news,
            () = stopping.cancelled() => return,
        };
        let Some(runtime) = runtime.upgrade() else { return };
        let apps = match news {
            Ok(app_id) => vec![app_id],
            Err(RecvError::Lagged(_)) => runtime.watched.apps_with_pods(),
            Err(RecvError::Closed) => return,
        };
        for app_id in apps {
            tokio::spawn(look(Arc::clone(&runtime), app_id));
        }
    }
}

async fn look(runtime: Arc<KubernetesRuntime>, app_id: AppId) {
    let pods = runtime.watched.pods(&app_id);
    runtime.links.keep_only(&app_id, &pods);
    let Some(applied) = runtime.applied(&app_id) else {
        return;
    };
    // First of all: connecting to a pod whose node is gone takes its time.
    tell_of_a_loss(&runtime, &app_id, &applied);
    let Ok(token) = runtime.token(&applied.subject).await else {
        return;
    };
    for pod in pods.iter().filter(|pod| !runtime.links.is_known_dead(pod)) {
        if pod_state::running_address(pod).is_some() {
            // A runner that cannot be reached now is tried again with the pod's next change, or when it is needed.
            let _its_output_is_followed = runtime.links.link(&app_id, pod, &token).await;
        }
    }
}

/// Says so when the last pod that answered is gone and nobody asked for it, and when one answers that another server started.
fn tell_of_a_loss(runtime: &KubernetesRuntime, app_id: &AppId, applied: &Applied) {
    let app = runtime.app(app_id);
    let answers = !runtime.ready_pods(app_id).is_empty();
    let answered = app.answered.swap(answers, Ordering::AcqRel);
    let is_to_run = applied.release.is_some();
    if answered != answers && answered == is_to_run && app.turn.try_lock().is_ok() {
        let _nobody_listens = runtime.changes.send(RuntimeChange::Lost {
            app_id: app_id.clone(),
        });
    }
}

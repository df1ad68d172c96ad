//! Telling the platform of apps of which others changed something, so that it compares them with the record.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::super::KubernetesRuntime;
use super::Scope;
use crate::runtime::RuntimeChange;

/// How long a deletion is left alone: what another server removes is in the record, which is read anew after a second at most.
/// An edit needs no such time, because no server of this platform edits without a new digest.
pub(in super::super) const GRACE: Duration = Duration::from_millis(1200);

/// Tells of changes while this server holds the lease, and of all there are when it gets it.
pub(in super::super) async fn report(
    runtime: Weak<KubernetesRuntime>,
    mut suspects: mpsc::UnboundedReceiver<Scope>,
    stopping: CancellationToken,
) {
    let Some(mut held) = runtime.upgrade().map(|runtime| runtime.lease.changes()) else {
        return;
    };
    let mut due: HashMap<Scope, Instant> = HashMap::new();
    loop {
        let next = due.values().min().copied();
        tokio::select! {
            Some(scope) = suspects.recv() => {
                let Some(runtime) = runtime.upgrade() else { return };
                let grace = if runtime.drift.is_missing_something(&scope) { GRACE } else { Duration::ZERO };
                due.entry(scope).or_insert_with(|| Instant::now() + grace);
            }
            Ok(()) = held.changed() => {
                let Some(runtime) = runtime.upgrade() else { return };
                due.extend(runtime.drift.scopes().into_iter().map(|scope| (scope, Instant::now())));
            }
            () = sleep_until(next.unwrap_or_else(Instant::now)), if next.is_some() => {
                let Some(runtime) = runtime.upgrade() else { return };
                tell_of_due(&runtime, &mut due);
            }
            () = stopping.cancelled() => return,
            else => return,
        }
    }
}

fn tell_of_due(runtime: &Arc<KubernetesRuntime>, due: &mut HashMap<Scope, Instant>) {
    let now = Instant::now();
    for (scope, _) in due.extract_if(|_, at| *at <= now) {
        if !runtime.lease.is_held() {
            continue;
        }
        if let Some(app_id) = runtime.drift.app_of(&scope) {
            let _nobody_listens = runtime.changes.send(RuntimeChange::Drifted { app_id });
        }
    }
}

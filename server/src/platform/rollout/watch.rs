//! Passes the runtime's reports on to the tasks of the apps they concern.

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::WeakRollouts;
use super::exits::Exit;
use crate::runtime::RuntimeChange;

/// Follows the reports until the last handle of the engine is dropped.
pub(super) fn spawn(rollouts: WeakRollouts, mut changes: Receiver<RuntimeChange>) {
    tokio::spawn(async move {
        loop {
            let change = changes.recv().await;
            let Some(rollouts) = rollouts.upgrade() else {
                return;
            };
            match change {
                Ok(RuntimeChange::Exited {
                    app_id,
                    revision_id,
                    failure,
                    ..
                }) => {
                    rollouts.signal(&app_id).exited(Exit {
                        revision_id,
                        failure: *failure,
                    });
                }
                Ok(RuntimeChange::Lost { app_id } | RuntimeChange::Drifted { app_id }) => {
                    rollouts.wake(&app_id);
                }
                Ok(RuntimeChange::Repaired { .. }) => {}
                // Some were missed: every app is looked at.
                Err(RecvError::Lagged(_)) => rollouts.wake_all(),
                Err(RecvError::Closed) => return,
            }
        }
    });
}

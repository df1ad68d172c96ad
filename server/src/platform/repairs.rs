//! What the runtime put back after somebody changed it, in the audit log: the server itself is the actor.

use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use super::Platform;
use super::audit::{self, Actor};
use crate::runtime::RuntimeChange;

/// Follows the runtime's reports for as long as it lives.
pub fn spawn(platform: Platform) {
    let mut changes = platform.runtime.changes();
    tokio::spawn(async move {
        loop {
            match changes.recv().await {
                Ok(RuntimeChange::Repaired { app_id, message }) => {
                    let details = json!({"message": message});
                    audit::record(
                        &platform,
                        &Actor::default(),
                        "app.repair",
                        Some(&app_id.0),
                        details,
                    )
                    .await;
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
}

//! The rollout engine: one level-triggered task per app that makes what runs equal what is asked for.

use crate::store::AppId;

/// Handle to the rollout tasks.
#[derive(Clone, Debug, Default)]
pub struct Rollouts {}

impl Rollouts {
    /// Something about this app changed in the record: compare and act. Returns at once.
    pub fn wake(&self, app_id: &AppId) {
        let _ = app_id;
    }
}

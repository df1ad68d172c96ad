//! The task of a roll-out: one app after another, until one does not answer.

use std::collections::HashSet;
use std::sync::Arc;

use fp_contract::runner::{RunnerRolloutFailure, RunnerRolloutStatus};

use super::outdated;
use super::run::{Run, figures};
use crate::platform::Platform;
use crate::platform::audit::{self, Actor};
use crate::platform::rollout::Renewal;

/// Gives every app its turn. What ends it from outside gives the turn under way up.
pub(super) async fn carry_out(platform: Platform, run: Arc<Run>) {
    let ended_by_itself = tokio::select! {
        failure = take_turns(&platform, &run) => {
            let status = failure.as_ref().map_or(RunnerRolloutStatus::Done, |_| RunnerRolloutStatus::Failed);
            run.end(status, failure)
        }
        () = run.ended() => false,
    };
    if ended_by_itself {
        let shown = run.shown();
        let target = Some(shown.image.as_str());
        let details = figures(&shown);
        audit::record(
            &platform,
            &Actor::default(),
            "runner.end_rollout",
            target,
            details,
        )
        .await;
    }
}

/// The failure of the first app that does not answer on the new runner. What is to be done is looked up for every turn: an app
/// that was deployed meanwhile needs none, and one that answers only now, after a restart of the server, gets one.
async fn take_turns(platform: &Platform, run: &Run) -> Option<RunnerRolloutFailure> {
    let mut had = HashSet::new();
    loop {
        let mut waiting = outdated(platform);
        waiting.retain(|app_id| !had.contains(app_id));
        let app_id = waiting.first()?;
        run.turn_of(app_id, waiting.len() - 1);
        had.insert(app_id.clone());
        let renewal = platform.rollouts.renew(app_id).await;
        run.note(&renewal);
        if let Renewal::Failed(message) = renewal {
            tracing::warn!(app = %app_id, %message, "the app does not answer on the new runner; the roll-out stops");
            return Some(RunnerRolloutFailure {
                app_id: app_id.0.clone(),
                message,
            });
        }
    }
}

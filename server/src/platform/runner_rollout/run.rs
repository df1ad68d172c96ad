//! One roll-out of the runner and how it stands: it ends once, whoever ends it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use fp_contract::Timestamp;
use fp_contract::runner::{RunnerRollout, RunnerRolloutFailure, RunnerRolloutStatus};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::platform::rollout::Renewal;
use crate::store::{AppId, UserId};

/// A roll-out, under way or over.
pub(super) struct Run {
    shown: Mutex<RunnerRollout>,
    ended: CancellationToken,
}

impl Run {
    /// Under way, with so many apps that wait for their turn.
    pub(super) fn new(image: &str, author: Option<&UserId>, apps: usize) -> Self {
        Self {
            shown: Mutex::new(RunnerRollout {
                image: image.to_owned(),
                status: RunnerRolloutStatus::Running,
                waiting: count(apps),
                renewed: 0,
                left_out: 0,
                app_id: None,
                failure: None,
                started_at: Timestamp::now(),
                finished_at: None,
                author: author.map(|author| author.0.clone()),
            }),
            ended: CancellationToken::new(),
        }
    }

    /// As clients see it.
    pub(super) fn shown(&self) -> RunnerRollout {
        self.lock().clone()
    }

    pub(super) fn is_running(&self) -> bool {
        self.lock().status == RunnerRolloutStatus::Running
    }

    /// Waits until somebody ended it.
    pub(super) async fn ended(&self) {
        self.ended.cancelled().await;
    }

    /// It is the turn of this app, and so many wait for theirs.
    pub(super) fn turn_of(&self, app_id: &AppId, waiting: usize) {
        let mut shown = self.lock();
        if shown.status == RunnerRolloutStatus::Running {
            shown.waiting = count(waiting);
            shown.app_id = Some(app_id.0.clone());
        }
    }

    /// The app had its turn.
    pub(super) fn note(&self, renewal: &Renewal) {
        let mut shown = self.lock();
        if shown.status == RunnerRolloutStatus::Running {
            match renewal {
                Renewal::Renewed => shown.renewed += 1,
                Renewal::LeftOut => shown.left_out += 1,
                Renewal::Failed(_) => {}
            }
            shown.app_id = None;
        }
    }

    /// Ends it; false when it is over already.
    pub(super) fn end(&self, status: RunnerRolloutStatus, failure: Option<RunnerRolloutFailure>) -> bool {
        let mut shown = self.lock();
        if shown.status != RunnerRolloutStatus::Running {
            return false;
        }
        shown.status = status;
        shown.failure = failure;
        shown.app_id = None;
        shown.finished_at = Some(Timestamp::now());
        self.ended.cancel();
        true
    }

    /// Nothing panics while it holds this lock.
    fn lock(&self) -> MutexGuard<'_, RunnerRollout> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(apps: usize) -> u32 {
    u32::try_from(apps).unwrap_or(u32::MAX)
}

/// How it stands, for the audit log.
pub(super) fn figures(shown: &RunnerRollout) -> Value {
    let mut figures = json!({
        "status": shown.status.as_str(),
        "renewed": shown.renewed,
        "left_out": shown.left_out,
        "waiting": shown.waiting,
    });
    if let Some(failure) = &shown.failure {
        figures["app_id"] = failure.app_id.as_str().into();
        figures["message"] = failure.message.as_str().into();
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_app_is_counted_once() {
        let run = Run::new("runner:2", None, 3);
        for (app_id, renewal, waiting) in [("a", Renewal::Renewed, 2), ("b", Renewal::LeftOut, 1)] {
            run.turn_of(&AppId(app_id.to_owned()), waiting);
            assert_eq!(run.shown().app_id.as_deref(), Some(app_id));
            run.note(&renewal);
        }
        let shown = run.shown();
        assert_eq!((shown.waiting, shown.renewed, shown.left_out), (1, 1, 1));
    }

    #[test]
    fn it_ends_once() {
        let run = Run::new("runner:2", None, 1);
        assert!(run.end(RunnerRolloutStatus::Canceled, None));
        assert!(!run.end(RunnerRolloutStatus::Done, None));
        // What its task says after that does not count.
        run.turn_of(&AppId("a".to_owned()), 0);
        run.note(&Renewal::Renewed);
        let shown = run.shown();
        assert_eq!(
            (shown.status, shown.waiting, shown.renewed, shown.app_id),
            (RunnerRolloutStatus::Canceled, 1, 0, None)
        );
        assert!(!run.is_running() && shown.finished_at.is_some());
    }
}

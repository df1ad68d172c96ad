//! Why an app does not answer, and who knows.

use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::watch;

use crate::platform::rollout::Answering;
use crate::store::AppId;

/// Why a request got no answer from the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// There is no such app.
    Unknown,
    /// Nothing runs until somebody asks for the app.
    Asleep,
    /// Nothing runs yet, and something will.
    OnItsWay {
        /// Why, in words.
        reason: String,
        /// How long it is worth waiting for.
        wait: Duration,
    },
    /// The app exists and nothing runs for it.
    NotRunning {
        /// Why, in words.
        reason: String,
        /// In how many seconds it is worth trying again; absent when that needs its owner.
        retry_after: Option<u32>,
    },
    /// The app runs and took the request, and no reply came.
    Broken {
        /// What happened, in words.
        reason: String,
    },
    /// The app did not begin its reply in time.
    Overdue {
        /// The time it had.
        seconds: u64,
    },
    /// The request cannot be passed on.
    Refused {
        /// Why, in words.
        reason: String,
    },
}

impl Absence {
    /// Whether it ends without its owner.
    pub(super) fn passes(&self) -> bool {
        matches!(self, Self::Asleep | Self::OnItsWay { .. })
    }

    /// How long it is worth waiting for its end.
    pub(super) fn worth_waiting(&self) -> Duration {
        match self {
            Self::Asleep => Duration::MAX,
            Self::OnItsWay { wait, .. } => *wait,
            _ => Duration::ZERO,
        }
    }
}

/// Knows why an app does not answer, and when that changes.
#[async_trait]
pub trait Explain: Send + Sync + 'static {
    /// Why nothing runs for this app.
    async fn why_not(&self, app_id: &AppId) -> Absence;

    /// Has an app that is asleep started.
    async fn wake(&self, app_id: &AppId);

    /// Told whenever something about the app changes.
    fn changes(&self, app_id: &AppId) -> watch::Receiver<Answering>;
}

//! Why an app does not answer.

use async_trait::async_trait;

use crate::store::AppId;

/// Why a request got no answer from the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// There is no such app.
    Unknown,
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

/// Says in words why an app does not answer.
#[async_trait]
pub trait Explain: Send + Sync + 'static {
    /// Why nothing runs for this app.
    async fn why_not(&self, app_id: &AppId) -> Absence;
}

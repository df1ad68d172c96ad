//! The platform's record as the source of the words in [`Explain`].

use async_trait::async_trait;
use fp_contract::app::Condition;

use super::absence::{Absence, Explain};
use crate::platform::{Platform, view};
use crate::store::{AppId, AppRecord};

/// Seconds after which a visitor of an app on its way is worth another try.
const SOON: u32 = 1;

#[async_trait]
impl Explain for Platform {
    async fn why_not(&self, app_id: &AppId) -> Absence {
        match self.store.app(app_id).await {
            Ok(Some(record)) => explain(&record, self.rollouts.answers(app_id), self.settings.embedded),
            Ok(None) => Absence::Unknown,
            Err(error) => {
                tracing::error!(app = %app_id, %error, "the record of an app cannot be read");
                not_running("the platform cannot look the app up at present", Some(SOON))
            }
        }
    }
}

/// Visitors of a server that only its owner reaches are told the failure itself; others only that there is one.
fn explain(record: &AppRecord, answers: bool, tell_failure: bool) -> Absence {
    let failure = |words: &str| {
        let message = record.failure.as_ref().or_else(|| {
            let latest = record.latest_deployment.as_ref()?;
            latest.failure.as_ref()
        });
        match message.filter(|_| tell_failure) {
            Some(failure) => format!("{words}: {}", failure.message),
            None => format!("{words}; its owner can see why"),
        }
    };
    match view::condition(record, answers) {
        Condition::Deleted => Absence::Unknown,
        Condition::Draft => not_running("the app has not been deployed yet", None),
        Condition::Stopped => not_running("the app was stopped by its owner", None),
        Condition::Failed => not_running(failure("the app's only deployment failed"), None),
        Condition::Crashed => not_running(failure("the app ended and is being started again"), Some(SOON)),
        Condition::Deploying => not_running("the app is being deployed", Some(SOON)),
        Condition::Waking | Condition::Asleep => not_running("the app is waking up", Some(SOON)),
        Condition::Starting | Condition::Live | Condition::Previous => {
            not_running("the app is being started", Some(SOON))
        }
    }
}

fn not_running(reason: impl Into<String>, retry_after: Option<u32>) -> Absence {
    Absence::NotRunning {
        reason: reason.into(),
        retry_after,
    }
}

//! The platform's record as the source of the words in [`Explain`].

use std::time::Duration;

use async_trait::async_trait;
use fp_contract::app::Condition;
use tokio::sync::watch;

use super::absence::{Absence, Explain};
use crate::platform::rollout::Answering;
use crate::platform::{Platform, apps, view};
use crate::store::{AppId, AppRecord};

/// Seconds after which a visitor is told to try again when the platform itself is at fault.
const SOON: u32 = 1;
/// An app that is being started is worth waiting for.
const START: Duration = Duration::from_secs(30);
/// One that ended by itself may do so again: a start takes less than this.
const RESTART: Duration = Duration::from_secs(5);

#[async_trait]
impl Explain for Platform {
    async fn why_not(&self, app_id: &AppId) -> Absence {
        match self.store.app(app_id).await {
            Ok(Some(record)) => explain(&record, self.rollouts.answering(app_id), self.settings.embedded),
            Ok(None) => Absence::Unknown,
            Err(error) => {
                tracing::error!(app = %app_id, %error, "the record of an app cannot be read");
                not_running("the platform cannot look the app up at present", Some(SOON))
            }
        }
    }

    async fn wake(&self, app_id: &AppId) {
        if let Err(error) = apps::wake(self, app_id).await {
            tracing::error!(app = %app_id, %error, "an app cannot be woken");
        }
    }

    fn changes(&self, app_id: &AppId) -> watch::Receiver<Answering> {
        self.rollouts.presence(app_id)
    }
}

/// Visitors of a server that only its owner reaches are told the failure itself; others only that there is one.
fn explain(record: &AppRecord, answering: Answering, tell_failure: bool) -> Absence {
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
    match view::condition(record, answering) {
        Condition::Deleted => Absence::Unknown,
        Condition::Draft => not_running("the app has not been deployed yet", None),
        Condition::Stopped => not_running("the app was stopped by its owner", None),
        Condition::Failed => not_running(failure("the app's only deployment failed"), None),
        Condition::Crashed => on_its_way(failure("the app ended and is being started again"), RESTART),
        Condition::Deploying => on_its_way("the app is being deployed", START),
        Condition::Asleep => Absence::Asleep,
        Condition::Waking => on_its_way("the app is waking up", START),
        Condition::Starting | Condition::Live | Condition::Previous => {
            on_its_way("the app is being started", START)
        }
    }
}

fn on_its_way(reason: impl Into<String>, wait: Duration) -> Absence {
    Absence::OnItsWay {
        reason: reason.into(),
        wait,
    }
}

fn not_running(reason: impl Into<String>, retry_after: Option<u32>) -> Absence {
    Absence::NotRunning {
        reason: reason.into(),
        retry_after,
    }
}

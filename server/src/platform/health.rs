//! Whether apps answer: each one awake is asked once a minute, on the runner's own health path and not the app's.

mod check;
mod window;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fp_contract::app::Condition;
use fp_contract::metrics::{AppHealth, HealthStatus};
use futures_util::{StreamExt as _, stream};
use tokio::sync::broadcast::error::RecvError;

use super::rollout::Answering;
use super::{Platform, view};
use crate::runtime::RuntimeChange;
use crate::store::{AppId, AppRecord};
use window::{Check, Window};

/// Time between two checks of an app.
const INTERVAL: Duration = Duration::from_mins(1);
/// Apps checked at once.
const AT_ONCE: usize = 10;

/// The checks of all apps; cheap to clone.
#[derive(Clone, Default)]
pub struct Health(Arc<Mutex<HashMap<AppId, Window>>>);

impl Health {
    fn note(&self, app_id: &AppId, check: Check) {
        self.lock().entry(app_id.clone()).or_default().add(check);
    }

    fn window(&self, app_id: &AppId) -> Window {
        self.lock()
            .get_mut(app_id)
            .map(Window::current)
            .unwrap_or_default()
    }

    fn keep(&self, awake: &[AppId]) {
        self.lock()
            .retain(|app_id, window| awake.contains(app_id) || !window.current().is_empty());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AppId, Window>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Checks every app that is awake from now on, and notes the ends nobody asked for.
pub fn spawn(platform: &Platform) {
    tokio::spawn(note_ends(platform.clone()));
    let platform = platform.clone();
    tokio::spawn(async move {
        let mut rounds = tokio::time::interval(INTERVAL);
        loop {
            rounds.tick().await;
            let awake = platform.rollouts.awake();
            platform.health.keep(&awake);
            let platform = &platform;
            stream::iter(awake)
                .for_each_concurrent(AT_ONCE, async |app_id| check(platform, &app_id).await)
                .await;
        }
    });
}

/// The app's health now. An app that answers and was not checked lately, or ended since, is checked first.
pub async fn of(platform: &Platform, app: &AppRecord) -> AppHealth {
    let answers = platform.rollouts.answering(&app.id) == Answering::Yes;
    if answers && platform.health.window(&app.id).is_outdated(INTERVAL) {
        check(platform, &app.id).await;
    }
    let condition = view::condition(app, platform.rollouts.answering(&app.id));
    let window = platform.health.window(&app.id);
    window.health(status(condition, answers, &window))
}

fn status(condition: Condition, answers: bool, window: &Window) -> HealthStatus {
    match condition {
        Condition::Crashed | Condition::Failed => HealthStatus::Unhealthy,
        Condition::Live | Condition::Previous | Condition::Deploying if answers => window.status(),
        _ => HealthStatus::Unknown,
    }
}

async fn check(platform: &Platform, app_id: &AppId) {
    let result = check::check(platform.runtime.as_ref(), app_id).await;
    // One that was put to sleep meanwhile did nothing wrong.
    if result.passed() || platform.rollouts.answering(app_id) == Answering::Yes {
        platform.health.note(app_id, result);
    }
}

/// An instance that ends by itself is a check not passed, at once.
async fn note_ends(platform: Platform) {
    let mut changes = platform.runtime.changes();
    loop {
        match changes.recv().await {
            Ok(RuntimeChange::Exited { app_id, .. } | RuntimeChange::Lost { app_id }) => {
                platform.health.note(&app_id, Check::failed_now());
            }
            Ok(RuntimeChange::Drifted { .. } | RuntimeChange::Repaired { .. })
            | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

//! The roll-out of the runner to apps that run already: an operator starts it, and no restart of the server does.
//!
//! An app takes the runner of the settings with its next deployment, and when it wakes. Those that are awake and stay as they are
//! keep the runner they have until a roll-out moves them, one after another, each in the turn of its own rollout task: the first
//! that does not answer on the new runner stays on the one before and stops the roll-out. It is the server's that was asked, and
//! ends with that: what a server did not get to is found as outdated by the next and rolled out by asking again.

mod carry_out;
mod run;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fp_contract::runner::{RunnerImage, RunnerOverview, RunnerRollout, RunnerRolloutStatus};
use serde_json::json;

use super::Platform;
use super::audit::{self, Actor};
use super::error::{Error, Result};
use crate::store::AppId;
use run::Run;

/// The roll-out under way, or the last one since the server started; cheap to clone.
#[derive(Clone, Default)]
pub struct RunnerRollouts(Arc<Mutex<Option<Arc<Run>>>>);

impl RunnerRollouts {
    /// How it stands.
    fn current(&self) -> Option<Arc<Run>> {
        self.lock().clone()
    }

    /// Takes the place of the last one, unless that is under way.
    fn begin(&self, run: &Arc<Run>) -> Result<()> {
        let mut current = self.lock();
        if current.as_ref().is_some_and(|current| current.is_running()) {
            return Err(Error::RolloutRunning);
        }
        *current = Some(Arc::clone(run));
        Ok(())
    }

    /// Nothing panics while it holds this lock.
    fn lock(&self) -> MutexGuard<'_, Option<Arc<Run>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which runner the apps that are awake are on, and how the roll-out stands.
pub fn read(platform: &Platform) -> RunnerOverview {
    let mut apps: HashMap<String, u32> = HashMap::new();
    for app_id in platform.rollouts.awake() {
        if let Some(runner) = platform.runtime.runner(&app_id) {
            *apps.entry(runner.image).or_default() += 1;
        }
    }
    let mut images: Vec<_> = apps
        .into_iter()
        .map(|(image, apps)| RunnerImage { image, apps })
        .collect();
    images.sort_by(|one, other| (other.apps, &one.image).cmp(&(one.apps, &other.image)));
    RunnerOverview {
        image: platform.runtime.runner_image().map(str::to_owned),
        images,
        outdated: u32::try_from(outdated(platform).len()).unwrap_or(u32::MAX),
        rollout: platform.runner_rollouts.current().map(|run| run.shown()),
    }
}

/// Starts a roll-out to every app that is awake and not on the runner of the settings. Refused while one is under way.
pub async fn start(platform: &Platform, actor: &Actor) -> Result<RunnerRollout> {
    let image = platform.runtime.runner_image().ok_or(Error::NoRunnerImage)?;
    let apps = outdated(platform);
    let run = Arc::new(Run::new(image, actor.user.as_ref(), apps.len()));
    platform.runner_rollouts.begin(&run)?;
    let details = json!({"apps": apps.len()});
    audit::record(platform, actor, "runner.start_rollout", Some(image), details).await;
    let shown = run.shown();
    tokio::spawn(carry_out::carry_out(platform.clone(), run));
    Ok(shown)
}

/// Stops the roll-out under way: the app whose turn it is stays on the runner it had.
pub async fn cancel(platform: &Platform, actor: &Actor) -> Result<RunnerRollout> {
    let run = platform.runner_rollouts.current();
    let run = run.filter(|run| run.end(RunnerRolloutStatus::Canceled, None));
    let run = run.ok_or(Error::RolloutOver)?;
    let shown = run.shown();
    let target = Some(shown.image.as_str());
    audit::record(
        platform,
        actor,
        "runner.cancel_rollout",
        target,
        run::figures(&shown),
    )
    .await;
    Ok(shown)
}

/// The apps that are awake and not on the runner of the settings, in the order of their turns.
fn outdated(platform: &Platform) -> Vec<AppId> {
    let is_outdated = |app_id: &AppId| {
        let runner = platform.runtime.runner(app_id);
        runner.is_some_and(|runner| !runner.is_current)
    };
    let mut apps = platform.rollouts.awake();
    apps.retain(is_outdated);
    apps.sort_unstable();
    apps
}

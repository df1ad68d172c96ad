//! Moving an app that answers to the runner that fresh instances get, in its turn: after whatever its task has to do anyway.

use fp_contract::revision::short;
use tokio::sync::{mpsc, oneshot};

use super::engine::ReleaseError;
use super::task::{Memory, Next};
use super::{Answering, Rollouts};
use crate::runtime::ApplyError;
use crate::store::{AppId, AppRecord, Desired, StoreError};

/// What became of an app that was to be renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// It answers on the new runner.
    Renewed,
    /// It does not answer, or something newer is done with it: whatever starts it next takes the new runner.
    LeftOut,
    /// It does not answer on the new runner, and goes on with the one before. Why, in words.
    Failed(String),
}

/// Somebody who waits for a renewal; nobody waits any more when it is given up.
pub(super) type Waiting = oneshot::Sender<Renewal>;

impl Rollouts {
    /// Has an app that answers moved to the runner that fresh instances get, and waits until it does or cannot. A deployment under
    /// way goes first. Dropping the returned future gives it up: the app goes on as it was.
    pub async fn renew(&self, app_id: &AppId) -> Renewal {
        let (sender, renewed) = oneshot::channel();
        self.signal(app_id).renew(sender);
        // A task that ends without a word has no app any more.
        renewed.await.unwrap_or(Renewal::LeftOut)
    }
}

/// Answers those who wait for the app's renewal, once its task has nothing else to do at once.
pub(super) async fn settle(rollouts: &Rollouts, memory: &mut Memory, next: Next) -> Result<Next, StoreError> {
    if matches!(next, Next::Again | Next::Gone) {
        return Ok(next);
    }
    let Some(mut waiting) = memory.signal.take_renewal() else {
        return Ok(next);
    };
    let renewal = tokio::select! {
        renewal = renew(rollouts, memory) => renewal.unwrap_or_else(|error| Renewal::Failed(error.to_string())),
        () = waiting.closed() => return Ok(Next::Again),
    };
    let _nobody_waits = waiting.send(renewal);
    // Whatever woke the task meanwhile is still to be looked at.
    Ok(match next {
        Next::Settled => Next::Again,
        later => later,
    })
}

/// Renews the app unless something newer is done with it, now or meanwhile.
async fn renew(rollouts: &Rollouts, memory: &Memory) -> Result<Renewal, StoreError> {
    let app = rollouts.engine().store.app(&memory.app_id).await?;
    let Some(app) = app.filter(|app| is_settled(rollouts, app)) else {
        return Ok(Renewal::LeftOut);
    };
    tokio::select! {
        renewal = roll(rollouts, &app) => renewal,
        () = overtaken(rollouts, memory, &app) => Ok(Renewal::LeftOut),
    }
}

/// Whether the live revision answers and nothing newer is asked for.
fn is_settled(rollouts: &Rollouts, app: &AppRecord) -> bool {
    let is_under_way = app
        .latest_deployment
        .as_ref()
        .is_some_and(|latest| !latest.status.is_final());
    app.desired == Desired::Running && !is_under_way && rollouts.answering(&app.id) == Answering::Yes
}

async fn roll(rollouts: &Rollouts, app: &AppRecord) -> Result<Renewal, StoreError> {
    let engine = rollouts.engine();
    let Some(live) = &app.live_revision else {
        return Ok(Renewal::LeftOut);
    };
    let before = engine.runtime.runner(&app.id);
    if before.is_none_or(|runner| runner.is_current) {
        return Ok(Renewal::LeftOut);
    }
    let release = match engine.release(app, live).await {
        Ok(release) => release,
        Err(ReleaseError::Store(error)) => return Err(error),
        Err(ReleaseError::Failed(failure)) => return Ok(Renewal::Failed(failure.message)),
    };
    let image = engine.runtime.runner_image().unwrap_or_default();
    let revision = short(live);
    let result = engine.runtime.renew(&release, mpsc::unbounded_channel().0).await;
    let (reason, message, renewal) = match result {
        Ok(()) => (
            "RunnerRenewed",
            format!("revision {revision} answers on the runner {image}"),
            Renewal::Renewed,
        ),
        Err(error) => {
            let why = why(&error);
            let message = format!(
                "revision {revision} does not answer on the runner {image}: {why}; it stays on the one before"
            );
            ("RunnerKept", message, Renewal::Failed(why))
        }
    };
    engine.happened(&app.id, reason, live, message);
    Ok(renewal)
}

fn why(error: &ApplyError) -> String {
    match error {
        ApplyError::Failed(failure) => failure.message.clone(),
        ApplyError::Unavailable(_) => error.to_string(),
    }
}

/// Waits until something else is to run than when the renewal began.
async fn overtaken(rollouts: &Rollouts, memory: &Memory, begun: &AppRecord) {
    loop {
        memory.signal.woken().await;
        let Ok(Some(app)) = rollouts.engine().store.app(&begun.id).await else {
            continue;
        };
        let same = app.live_revision == begun.live_revision && app.env_version == begun.env_version;
        if !same || !is_settled(rollouts, &app) {
            return;
        }
    }
}

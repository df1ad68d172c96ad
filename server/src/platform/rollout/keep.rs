//! The live revision, kept answering: after a restart of the server, a crash, or a failed deployment.

use std::time::Duration;

use fp_contract::deployment::Failure;
use fp_contract::revision::short;
use tokio::sync::mpsc;

use super::engine::ReleaseError;
use super::task::{Memory, Next};
use super::{Answering, PROBATION_SECONDS, Rollouts};
use crate::runtime::ApplyError;
use crate::store::{AppRecord, StoreError};

/// Compares what runs with the live revision and starts it where it does not run.
pub(super) async fn keep_answering(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: AppRecord,
) -> Result<Next, StoreError> {
    let Some(live) = app.live_revision.clone() else {
        return Ok(Next::Settled);
    };
    match rollouts.engine().runtime.observe(&app.id).await {
        Ok(seen) if seen.revision_id.as_ref() == Some(&live) && seen.env_version == app.env_version => {
            repaired(rollouts, memory, app, &live).await
        }
        // The live revision answers already and is to be replaced by a fresh instance of itself.
        Ok(seen) if seen.revision_id.as_ref() == Some(&live) => replace(rollouts, memory, app, &live).await,
        Ok(_) => {
            rollouts.shared.presence.not_yet(&app.id);
            memory.tell(rollouts, &app);
            match start(rollouts, memory, &app, &live).await? {
                Started::Yes => restored(rollouts, memory, &app, &live).await,
                Started::Failed(failure) => crashed(rollouts, memory, &app, &failure).await,
                Started::Not(next) => Ok(next),
            }
        }
        Err(error) => unavailable(rollouts, memory, &app, &error.to_string()).await,
    }
}

/// The live revision answers; what somebody changed around it is put back.
async fn repaired(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: AppRecord,
    live: &str,
) -> Result<Next, StoreError> {
    let engine = rollouts.engine();
    if !engine.runtime.has_drifted(&app.id) {
        return settled(rollouts, memory, &app).await;
    }
    let release = match engine.release(&app, live).await {
        Ok(release) => release,
        Err(ReleaseError::Store(error)) => return Err(error),
        Err(ReleaseError::Failed(failure)) => return crashed(rollouts, memory, &app, &failure).await,
    };
    match engine.runtime.repair(&release).await {
        Ok(()) => settled(rollouts, memory, &app).await,
        Err(error) => {
            tracing::warn!(app = %app.id, %error, "what somebody changed around the app could not be put back; trying again");
            Ok(Next::After(memory.faults.next()))
        }
    }
}

/// The live revision answers: an older complaint is taken back once it has lasted.
async fn settled(rollouts: &Rollouts, memory: &mut Memory, app: &AppRecord) -> Result<Next, StoreError> {
    memory.faults.reset();
    memory.crashes.reset();
    answers_again(rollouts, memory, app).await?;
    Ok(Next::Settled)
}

async fn answers_again(rollouts: &Rollouts, memory: &mut Memory, app: &AppRecord) -> Result<(), StoreError> {
    rollouts.set_answering(&app.id, Answering::Yes);
    if app.failure.is_some() {
        let app = rollouts.engine().store.set_failure(&app.id, None).await?;
        memory.tell(rollouts, &app);
    } else {
        memory.tell(rollouts, app);
    }
    Ok(())
}

/// What became of a start.
enum Started {
    Yes,
    Failed(Box<Failure>),
    /// It was not the code that kept it from starting, or there is something newer to do.
    Not(Next),
}

/// A fresh instance takes the place of the one that answers; when it does not start, the old one stays.
async fn replace(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: AppRecord,
    live: &str,
) -> Result<Next, StoreError> {
    match start(rollouts, memory, &app, live).await? {
        Started::Yes => {
            let message = format!("revision {} was started afresh", short(live));
            rollouts.engine().happened(&app.id, "Restarted", live, message);
            settled(rollouts, memory, &app).await
        }
        Started::Failed(failure) => {
            let message = format!(
                "a fresh instance does not start: {}; the one before it still answers",
                failure.message
            );
            let next = crashed(rollouts, memory, &app, &Failure { message, ..*failure }).await;
            rollouts.set_answering(&app.id, Answering::Yes);
            next
        }
        Started::Not(next) => Ok(next),
    }
}

async fn start(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: &AppRecord,
    live: &str,
) -> Result<Started, StoreError> {
    let engine = rollouts.engine();
    let release = match engine.release(app, live).await {
        Ok(release) => release,
        Err(ReleaseError::Store(error)) => return Err(error),
        Err(ReleaseError::Failed(failure)) => return Ok(Started::Failed(failure)),
    };
    let apply = async {
        // Somebody waits for an app that is being woken: it need not wait for those nobody asked for.
        let _turn = match rollouts.answering(&app.id) {
            Answering::Waking => None,
            Answering::No | Answering::Yes => Some(engine.restores.acquire().await),
        };
        engine.runtime.apply(&release, mpsc::unbounded_channel().0).await
    };
    // Anything new in the record goes before this: the attempt is given up and the record looked at again.
    let result = tokio::select! {
        result = apply => result,
        () = memory.signal.woken() => return Ok(Started::Not(Next::Again)),
    };
    Ok(match result {
        Ok(()) => Started::Yes,
        Err(ApplyError::Failed(failure)) => Started::Failed(failure),
        Err(ApplyError::Unavailable(reason)) => {
            Started::Not(unavailable(rollouts, memory, app, &reason).await?)
        }
    })
}

/// It answers again. After several crashes the complaint stays until it has lasted.
async fn restored(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: &AppRecord,
    live: &str,
) -> Result<Next, StoreError> {
    rollouts.engine().happened(
        &app.id,
        "Recovered",
        live,
        format!("revision {} answers again", short(live)),
    );
    let crashes = memory.crashes.attempts();
    if crashes > 1 {
        rollouts.set_answering(&app.id, Answering::Yes);
    } else {
        answers_again(rollouts, memory, app).await?;
    }
    Ok(if crashes > 0 {
        Next::After(Duration::from_secs(PROBATION_SECONDS))
    } else {
        Next::Settled
    })
}

/// The live revision does not start: it is tried again, ever more slowly.
pub(super) async fn crashed(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: &AppRecord,
    failure: &Failure,
) -> Result<Next, StoreError> {
    let wait = memory.crashes.next();
    complain(rollouts, memory, app, failure).await?;
    Ok(Next::After(wait))
}

async fn unavailable(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: &AppRecord,
    reason: &str,
) -> Result<Next, StoreError> {
    let wait = memory.faults.next();
    let failure = Failure::new(
        "runtime_unavailable",
        format!("the runtime is not available: {reason}; trying again"),
    );
    complain(rollouts, memory, app, &failure).await?;
    Ok(Next::After(wait))
}

async fn complain(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: &AppRecord,
    failure: &Failure,
) -> Result<(), StoreError> {
    rollouts.set_answering(&app.id, Answering::No);
    if app.failure.as_ref() != Some(failure) {
        let app = rollouts
            .engine()
            .store
            .set_failure(&app.id, Some(failure))
            .await?;
        memory.tell(rollouts, &app);
    }
    Ok(())
}

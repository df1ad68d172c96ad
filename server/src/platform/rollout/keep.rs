//! The live revision, kept answering: after a restart of the server, a crash, or a failed deployment.

use std::time::Duration;

use fp_contract::deployment::Failure;
use fp_contract::revision::short;
use tokio::sync::mpsc;

use super::engine::ReleaseError;
use super::task::{Memory, Next};
use super::{PROBATION_SECONDS, Rollouts};
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
            settled(rollouts, memory, &app).await
        }
        Ok(_) => restore(rollouts, memory, app, &live).await,
        Err(error) => unavailable(rollouts, memory, &app, &error.to_string()).await,
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
    rollouts.set_answers(&app.id, true);
    if app.failure.is_some() {
        let app = rollouts.engine().store.set_failure(&app.id, None).await?;
        memory.tell(rollouts, &app);
    } else {
        memory.tell(rollouts, app);
    }
    Ok(())
}

async fn restore(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: AppRecord,
    live: &str,
) -> Result<Next, StoreError> {
    let engine = rollouts.engine();
    rollouts.set_answers(&app.id, false);
    memory.tell(rollouts, &app);
    let release = match engine.release(&app, live).await {
        Ok(release) => release,
        Err(ReleaseError::Store(error)) => return Err(error),
        Err(ReleaseError::Failed(failure)) => return crashed(rollouts, memory, &app, &failure).await,
    };
    let apply = async {
        let _turn = engine.restores.acquire().await;
        engine.runtime.apply(&release, mpsc::unbounded_channel().0).await
    };
    // Anything new in the record goes before this: the attempt is given up and the record looked at again.
    let result = tokio::select! {
        result = apply => result,
        () = memory.signal.woken() => return Ok(Next::Again),
    };
    match result {
        Ok(()) => restored(rollouts, memory, &app, live).await,
        Err(ApplyError::Failed(failure)) => crashed(rollouts, memory, &app, &failure).await,
        Err(ApplyError::Unavailable(reason)) => unavailable(rollouts, memory, &app, &reason).await,
    }
}

/// It answers again. After several crashes the complaint stays until it has lasted.
async fn restored(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: &AppRecord,
    live: &str,
) -> Result<Next, StoreError> {
    rollouts.engine().say(
        &app.id,
        Some(live),
        format!("revision {} answers again", short(live)),
    );
    let crashes = memory.crashes.attempts();
    if crashes > 1 {
        rollouts.set_answers(&app.id, true);
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
    rollouts.set_answers(&app.id, false);
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

//! One deployment carried out: stages told as they begin, and an end that the record keeps.

use fp_contract::Timestamp;
use fp_contract::deployment::{Deployment, Failure, Stage};
use fp_contract::revision::short;
use tokio::sync::mpsc;

use super::engine::ReleaseError;
use super::task::{Memory, Next};
use super::{Answering, Rollouts};
use crate::runtime::{ApplyError, StageBegan};
use crate::store::{AppRecord, DeploymentEnd, Desired, StoreError};

/// Makes the deployment's revision answer, or says why it does not.
pub(super) async fn carry_out(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: AppRecord,
    deployment: Deployment,
) -> Result<Next, StoreError> {
    let release = match rollouts.engine().release(&app, &deployment.revision).await {
        Ok(release) => release,
        Err(ReleaseError::Store(error)) => return Err(error),
        Err(ReleaseError::Failed(failure)) => {
            return end(rollouts, memory, &deployment, failed(*failure)).await;
        }
    };
    let (sender, receiver) = mpsc::unbounded_channel();
    let deployment_id = deployment.id.clone();
    let mut progress = Progress {
        rollouts,
        app: &app,
        deployment,
    };
    let result = {
        let apply = rollouts.engine().runtime.apply(&release, sender);
        let told = progress.tell(receiver);
        tokio::select! {
            (result, ()) = async { tokio::join!(apply, told) } => Some(result),
            () = overtaken(rollouts, memory, &deployment_id) => None,
        }
    };
    let mut deployment = progress.deployment;
    let Some(result) = result else {
        return Ok(Next::Again);
    };
    close_last(&mut deployment.stages, Timestamp::now());
    match result {
        Ok(()) => finish(rollouts, memory, &deployment, DeploymentEnd::Live).await,
        Err(ApplyError::Failed(failure)) => finish(rollouts, memory, &deployment, failed(*failure)).await,
        Err(ApplyError::Unavailable(reason)) => put_off(rollouts, memory, &app, reason).await,
    }
}

fn failed(failure: Failure) -> DeploymentEnd {
    DeploymentEnd::Failed {
        failure,
        back_to: None,
    }
}

/// Waits until this deployment is no longer what is asked for.
async fn overtaken(rollouts: &Rollouts, memory: &mut Memory, deployment_id: &str) {
    loop {
        memory.signal.woken().await;
        let Ok(Some(app)) = rollouts.engine().store.app(&memory.app_id).await else {
            continue;
        };
        let same = app
            .latest_deployment
            .is_some_and(|latest| latest.id == deployment_id && !latest.status.is_final());
        if !same || app.desired != Desired::Running {
            return;
        }
    }
}

struct Progress<'a> {
    rollouts: &'a Rollouts,
    app: &'a AppRecord,
    deployment: Deployment,
}

impl Progress<'_> {
    /// Records and publishes each stage until the runtime has no more to tell.
    async fn tell(&mut self, mut stages: mpsc::UnboundedReceiver<StageBegan>) {
        while let Some(stage) = stages.recv().await {
            close_last(&mut self.deployment.stages, stage.at);
            self.deployment.stages.push(Stage {
                name: stage.name,
                started_at: stage.at,
                duration_ms: None,
            });
            let engine = self.rollouts.engine();
            engine.publish_deployment(self.app, &self.deployment);
            if let Err(error) = engine
                .store
                .write_stages(&self.deployment.id, &self.deployment.stages)
                .await
            {
                tracing::warn!(deployment = %self.deployment.id, %error, "a stage was not recorded");
            }
        }
    }
}

fn close_last(stages: &mut [Stage], at: Timestamp) {
    if let Some(last) = stages.last_mut().filter(|stage| stage.duration_ms.is_none()) {
        last.duration_ms = Some(at.milliseconds_since(last.started_at));
    }
}

async fn finish(
    rollouts: &Rollouts,
    memory: &mut Memory,
    deployment: &Deployment,
    outcome: DeploymentEnd,
) -> Result<Next, StoreError> {
    rollouts
        .engine()
        .store
        .write_stages(&deployment.id, &deployment.stages)
        .await?;
    end(rollouts, memory, deployment, outcome).await
}

/// Writes the end into the record and tells everybody. A failed one looks again, so that the live revision is kept.
async fn end(
    rollouts: &Rollouts,
    memory: &mut Memory,
    deployment: &Deployment,
    outcome: DeploymentEnd,
) -> Result<Next, StoreError> {
    let engine = rollouts.engine();
    let (app, ended) = engine.store.end_deployment(&deployment.id, &outcome).await?;
    if ended.status != outcome.status() {
        // It was canceled or superseded at the last moment; what should run is compared with what runs.
        memory.tell(rollouts, &app);
        return Ok(Next::Again);
    }
    let live = outcome == DeploymentEnd::Live;
    if live {
        memory.faults.reset();
        memory.crashes.reset();
        rollouts.set_answering(&app.id, Answering::Yes);
    }
    let revision = short(&ended.revision);
    let message = match &outcome {
        DeploymentEnd::Failed { failure, .. } | DeploymentEnd::Canceled { failure } => {
            format!("revision {revision} failed: {}", failure.message)
        }
        _ => format!(
            "revision {revision} is {}",
            if live { "live" } else { "superseded" }
        ),
    };
    engine.say(&app.id, Some(&ended.revision), message);
    engine.publish_deployment(&app, &ended);
    memory.tell(rollouts, &app);
    Ok(if live { Next::Settled } else { Next::Again })
}

/// The runtime is at fault: the deployment stays under way and is tried again.
async fn put_off(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: &AppRecord,
    reason: String,
) -> Result<Next, StoreError> {
    let wait = memory.faults.next();
    let failure = Failure::new(
        "runtime_unavailable",
        format!(
            "the runtime is not available: {reason}; trying again in {} s",
            wait.as_secs().max(1)
        ),
    );
    let app = rollouts
        .engine()
        .store
        .set_failure(&app.id, Some(&failure))
        .await?;
    memory.tell(rollouts, &app);
    Ok(Next::After(wait))
}

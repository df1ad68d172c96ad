//! An instance ended by itself: back to the revision before it while it is on probation, started again otherwise.

use std::time::Duration;

use fp_contract::Timestamp;
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure};
use fp_contract::revision::short;

use super::task::Memory;
use super::{Answering, PROBATION_SECONDS, Rollouts};
use crate::store::{AppRecord, DeploymentEnd, Page, StoreError};

/// Deployments looked at to find the one to go back to.
const LOOK_BACK: u32 = 50;

/// An instance that served requests and ended by itself.
#[derive(Clone, Debug)]
pub(super) struct Exit {
    /// The revision it ran.
    pub(super) revision_id: String,
    /// How it ended.
    pub(super) failure: Failure,
}

/// Brings the record up to date with the exits reported since the last look, and says how long to wait before the live
/// revision is started again: a first crash is mended at once, later ones ever more slowly.
pub(super) async fn settle(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: AppRecord,
) -> Result<(AppRecord, Option<Duration>), StoreError> {
    let exits = memory.signal.take_exits();
    let Some(exit) = exits
        .into_iter()
        .rfind(|exit| Some(&exit.revision_id) == app.live_revision.as_ref())
    else {
        return Ok((app, None));
    };
    rollouts.set_answering(&app.id, Answering::No);
    if let Some((failed, good)) = previous(rollouts, &app).await? {
        return Ok((go_back(rollouts, memory, exit, &failed, &good).await?, None));
    }
    let wait = memory.crashes.next();
    let wait = Some(wait).filter(|_| memory.crashes.attempts() > 1);
    Ok((report(rollouts, memory, &app, &exit).await?, wait))
}

/// The live deployment that is on probation, and the one to go back to.
async fn previous(
    rollouts: &Rollouts,
    app: &AppRecord,
) -> Result<Option<(Deployment, Deployment)>, StoreError> {
    let Some(live) = app
        .latest_deployment
        .as_ref()
        .filter(|latest| Some(&latest.id) == app.live_deployment.as_ref())
    else {
        return Ok(None);
    };
    let age = app.live_at.map(|at| Timestamp::now().milliseconds_since(at));
    if live.status != DeploymentStatus::Live || age.is_none_or(|age| age > PROBATION_SECONDS * 1000) {
        return Ok(None);
    }
    let page = Page {
        after: Some(live.id.clone()),
        limit: LOOK_BACK,
    };
    let earlier = rollouts.engine().store.deployments_of(&app.id, &page).await?;
    let good = earlier.into_iter().find(|deployment| {
        deployment.status == DeploymentStatus::Live && deployment.revision != live.revision
    });
    Ok(good.map(|good| (live.clone(), good)))
}

async fn go_back(
    rollouts: &Rollouts,
    memory: &mut Memory,
    exit: Exit,
    failed: &Deployment,
    good: &Deployment,
) -> Result<AppRecord, StoreError> {
    let engine = rollouts.engine();
    let end = DeploymentEnd::Failed {
        failure: exit.failure,
        back_to: Some(good.id.clone()),
    };
    let (app, ended) = engine.store.end_deployment(&failed.id, &end).await?;
    let message = format!(
        "revision {} ended by itself soon after it went live; going back to {}",
        short(&failed.revision),
        short(&good.revision)
    );
    engine.happened(&app.id, "WentBack", &failed.revision, message);
    engine.publish_deployment(&app, &ended);
    memory.tell(rollouts, &app);
    Ok(app)
}

async fn report(
    rollouts: &Rollouts,
    memory: &mut Memory,
    app: &AppRecord,
    exit: &Exit,
) -> Result<AppRecord, StoreError> {
    let app = rollouts
        .engine()
        .store
        .set_failure(&app.id, Some(&exit.failure))
        .await?;
    memory.tell(rollouts, &app);
    Ok(app)
}

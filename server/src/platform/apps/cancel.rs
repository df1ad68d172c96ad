//! Giving up a deployment that is under way.

use fp_contract::deployment::{Deployment, Failure};

use super::{deployment, owned, publish_deployment};
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{AppId, DeploymentEnd, UserId};

/// The kind of failure of a deployment that was given up.
const KIND: &str = "canceled";

/// Ends the deployment as failed; what was live goes on answering. One that is over already is refused.
pub async fn cancel(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    deployment_id: &str,
) -> Result<Deployment> {
    owned(platform, user, id).await?;
    let found = deployment(platform, user, id, deployment_id).await?;
    if found.status.is_final() {
        return Err(Error::DeploymentOver(found.status));
    }
    let failure = Failure::new(KIND, "the deployment was canceled");
    let end = DeploymentEnd::Canceled { failure };
    let (app, ended) = platform.store.end_deployment(&found.id, &end).await?;
    let canceled = ended.failure.as_ref().is_some_and(|failure| failure.kind == KIND);
    if !canceled {
        return Err(Error::DeploymentOver(ended.status));
    }
    publish_deployment(platform, &app, &ended);
    Ok(ended)
}

//! The revisions an app had deployed, and one of them whole.

use fp_contract::revision::{Revision, RevisionDetail, RevisionSummary};

use super::readable;
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{AppId, AppRecord, Page, RevisionUse, UserId};

/// The revisions, the one deployed last first.
pub async fn revisions(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    page: &Page,
) -> Result<Vec<RevisionSummary>> {
    let app = readable(platform, user, id).await?;
    let mut labels = platform.store.labels_of(id).await?;
    let deployed = platform.store.revisions_of(id, page).await?;
    Ok(deployed
        .into_iter()
        .map(|revision| {
            let label = labels.remove(&revision.revision);
            summary(&app, revision, label)
        })
        .collect())
}

/// One revision with its files.
pub async fn revision(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    revision: &str,
) -> Result<RevisionDetail> {
    let app = readable(platform, user, id).await?;
    let (deployed, revision) = used_revision(platform, &app, revision).await?;
    let label = platform.store.labels_of(id).await?.remove(&deployed.revision);
    Ok(RevisionDetail {
        summary: summary(&app, deployed, label),
        files: revision.files,
        entrypoint: revision.entrypoint,
        framework: revision.framework,
        env_names: revision.env_names,
        database_id: revision.database_id,
    })
}

/// The revision with this name, when the app had it deployed: revisions are shared, and other apps' code is nobody's business.
pub(super) async fn used_revision(
    platform: &Platform,
    app: &AppRecord,
    revision: &str,
) -> Result<(RevisionUse, Revision)> {
    let used = platform.store.revision_use(&app.id, revision).await?;
    let used = used.ok_or(Error::NotFound("revision"))?;
    let revision = super::versions::stored(platform, revision).await?;
    Ok((used, revision))
}

fn summary(app: &AppRecord, used: RevisionUse, label: Option<String>) -> RevisionSummary {
    RevisionSummary {
        live: app.live_revision.as_ref() == Some(&used.revision),
        revision: used.revision,
        first_deployed_at: used.first_deployed_at,
        last_deployed_at: used.last_deployed_at,
        author: used.author.map(|author| author.0),
        label,
        live_at: used.live_at,
    }
}

//! Naming a revision.

use super::{checked_name, owned};
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppId, UserId};

/// Names a revision of the app, or takes its name away.
pub async fn label(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    revision: &str,
    label: Option<&str>,
) -> Result<()> {
    let app = owned(platform, user, id).await?;
    let label = label.map(|label| checked_name("label", label)).transpose()?;
    platform
        .store
        .label_revision(&app.id, revision, label.as_deref())
        .await?;
    Ok(())
}

//! Variables, secrets and database of an app.
//!
//! A change is deployed with the code that is live (or on its way to be), never with an unfinished draft; when there is no
//! such code it is only stored.

use fp_contract::Timestamp;
use fp_contract::app::App;
use fp_contract::deployment::DeploymentStatus;
use fp_contract::revision::Revision;

use super::deploy::new_deployment;
use super::{owned, publish, publish_deployment};
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{
    AppId, AppRecord, NewDeployment, SealedEnv, SettingsChange, StoreError, UserId, revision_of,
};

/// How often a change is applied to what the variables are then, when somebody else changes them too.
const ATTEMPTS: u32 = 10;

/// What changes; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) env: Option<SealedEnv>,
    pub(super) secrets: Option<SealedEnv>,
    /// The inner `None` goes back to the owner's default database.
    #[expect(clippy::option_option, reason = "kept, taken away and set are three things")]
    pub(super) database_id: Option<Option<String>>,
}

/// Applies what `change` makes of the app as it is; once more when its variables were changed meanwhile.
pub(super) async fn change(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    mut change: impl FnMut(&AppRecord) -> Result<Settings>,
) -> Result<App> {
    let started_at = Timestamp::now();
    let mut attempt = 1;
    loop {
        let app = owned(platform, user, id).await?;
        let settings = change(&app)?;
        match apply(platform, user, &app, settings, started_at).await {
            Err(Error::EnvConflict) if attempt < ATTEMPTS => attempt += 1,
            result => return result,
        }
    }
}

async fn apply(
    platform: &Platform,
    user: &UserId,
    app: &AppRecord,
    settings: Settings,
    started_at: Timestamp,
) -> Result<App> {
    let Some(base) = deployed_revision(platform, app).await? else {
        let change = SettingsChange {
            name: None,
            env_base: settings.base(app),
            env: settings.env,
            secrets: settings.secrets,
            database_id: settings.database_id,
        };
        let app = platform.store.change_settings(&app.id, &change).await?;
        return Ok(publish(platform, &app));
    };
    let revision = revision_of(
        base.files,
        base.entrypoint,
        base.framework,
        settings.env.as_ref().unwrap_or(&app.env),
        settings.secrets.as_ref().unwrap_or(&app.secrets),
        settings.database_id.clone().unwrap_or(base.database_id),
    );
    let deployment = NewDeployment {
        env_base: settings.base(app),
        env: settings.env,
        secrets: settings.secrets,
        database_id: settings.database_id,
        ..new_deployment(&app.id, revision, user, started_at)
    };
    let (app, deployment) = platform.store.create_deployment(&deployment).await?;
    Ok(publish_deployment(platform, &app, &deployment))
}

impl Settings {
    /// The version of the variables this started from, when it changes some.
    pub(super) fn base(&self, app: &AppRecord) -> Option<u64> {
        (self.env.is_some() || self.secrets.is_some()).then_some(app.env_version)
    }
}

/// The code that is on its way to be live, or is.
async fn deployed_revision(platform: &Platform, app: &AppRecord) -> Result<Option<Revision>> {
    let under_way = app
        .latest_deployment
        .as_ref()
        .filter(|latest| latest.status == DeploymentStatus::Running)
        .map(|latest| &latest.revision);
    let Some(id) = under_way.or(app.live_revision.as_ref()) else {
        return Ok(None);
    };
    let revision = platform.store.revision(id).await?;
    Ok(Some(revision.ok_or(StoreError::NotFound("revision"))?))
}

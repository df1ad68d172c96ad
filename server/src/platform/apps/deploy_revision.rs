//! Deploying a revision again: its files, entrypoint, framework and database, with the variables of today.

use fp_contract::Timestamp;
use fp_contract::app::{DeployReply, Mode};
use fp_contract::deployment::Deployment;
use fp_contract::diagnostic::Diagnostic;
use fp_contract::revision::Revision;

use super::deploy::new_deployment;
use super::revisions::used_revision;
use super::{checked_database, owned, publish_deployment};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, checking};
use crate::store::{AppId, AppRecord, DraftChange, NewDeployment, UserId, revision_of};

/// Deploys a revision that the app had deployed before, by the rules of today.
pub async fn deploy_revision(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    revision: &str,
) -> Result<DeployReply> {
    let started_at = Timestamp::now();
    let app = owned(platform, user, id).await?;
    let (_, revision) = used_revision(platform, &app, revision).await?;
    let again = deploy_again(platform, user, &app, revision, started_at).await?;
    Ok(DeployReply {
        app: publish_deployment(platform, &again.app, &again.deployment),
        deployment: again.deployment,
        diagnostics: again.diagnostics,
        missing_env: again.missing_env,
    })
}

/// What was recorded.
pub(super) struct Again {
    pub(super) app: AppRecord,
    pub(super) deployment: Deployment,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Variables the revision had that are not set now.
    pub(super) missing_env: Vec<String>,
}

/// Records the deployment. The draft becomes the same unless it holds something that was never deployed.
pub(super) async fn deploy_again(
    platform: &Platform,
    user: &UserId,
    app: &AppRecord,
    revision: Revision,
    started_at: Timestamp,
) -> Result<Again> {
    let checked = checking::check(platform, &revision.files, &revision.entrypoint).await?;
    let diagnostics = checked.advice()?;
    let database_id = checked_database(platform, user, revision.database_id.clone()).await?;
    let missing_env = missing_env(app, &revision);
    let draft = (!app.draft_is_unpublished).then(|| draft_of(app, &revision));
    let revision = revision_of(
        revision.files,
        revision.entrypoint,
        revision.framework,
        &app.env,
        &app.secrets,
        database_id.clone(),
    );
    let mut deployment = NewDeployment {
        draft,
        database_id: Some(database_id),
        ..new_deployment(&app.id, revision, user, started_at)
    };
    let recorded = match platform
        .store
        .create_deployment(&deployment)
        .await
        .map_err(Error::from)
    {
        Err(Error::DraftConflict { .. }) => {
            // Somebody saves the draft at this moment: it stays theirs.
            deployment.draft = None;
            platform.store.create_deployment(&deployment).await?
        }
        result => result?,
    };
    Ok(Again {
        app: recorded.0,
        deployment: recorded.1,
        diagnostics,
        missing_env,
    })
}

fn missing_env(app: &AppRecord, revision: &Revision) -> Vec<String> {
    let is_set = |name: &String| app.env.contains_key(name) || app.secrets.contains_key(name);
    let names = revision.env_names.iter();
    names.filter(|name| !is_set(name)).cloned().collect()
}

fn draft_of(app: &AppRecord, revision: &Revision) -> DraftChange {
    let one_file = revision.files.len() == 1 && revision.files.contains_key(&revision.entrypoint);
    DraftChange {
        files: revision.files.clone(),
        entrypoint: revision.entrypoint.clone(),
        mode: if app.mode == Mode::Single && one_file {
            Mode::Single
        } else {
            Mode::Multi
        },
        framework: revision.framework.or(app.framework),
        base: Some(app.draft_version),
    }
}

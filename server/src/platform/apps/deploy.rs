//! Deploying: recording a revision and an attempt to make it live. The rollout engine does the rest.

use fp_contract::Timestamp;
use fp_contract::app::{DeployReply, DeployRequest};
use fp_contract::deployment::Deployment;
use fp_contract::diagnostic::Diagnostic;
use fp_contract::revision::Revision;

use super::settings::Settings;
use super::source::{Edit, Source};
use super::{owned, publish_deployment};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, checking, identifier};
use crate::store::{AppId, AppRecord, Draft, DraftChange, NewDeployment, UserId, revision_of};

/// Makes the files given, or the draft, live. They become the draft as well.
pub async fn deploy(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    request: DeployRequest,
) -> Result<DeployReply> {
    let started_at = Timestamp::now();
    let app = owned(platform, user, id).await?;
    let edit = Edit {
        code: None,
        files: request.files,
        entrypoint: request.entrypoint,
    };
    let change = Change {
        edit,
        base: request.base_draft_version,
        ..Change::default()
    };
    let (app, deployment, diagnostics) = record(platform, user, &app, change, started_at).await?;
    Ok(DeployReply {
        app: publish_deployment(platform, &app, &deployment),
        deployment,
        diagnostics,
        missing_env: Vec::new(),
    })
}

/// What a deployment changes; what is left out stays as it is.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) edit: Edit,
    pub(super) base: Option<u64>,
    pub(super) settings: Settings,
}

/// Checks the code after the change and records its deployment.
pub(super) async fn record(
    platform: &Platform,
    user: &UserId,
    app: &AppRecord,
    change: Change,
    started_at: Timestamp,
) -> Result<(AppRecord, Deployment, Vec<Diagnostic>)> {
    let draft = platform.store.draft(&app.id).await?;
    require_version(&draft, change.base)?;
    let version = draft.version;
    let stored = Source::stored(draft, app.mode);
    let source = stored.edited(change.edit)?;
    let checked = checking::check(platform, &source.files, &source.entrypoint).await?;
    let framework = checked.framework.or(app.framework);
    let diagnostics = checked.advice()?;
    let draft = (source != stored).then(|| DraftChange {
        files: source.files.clone(),
        entrypoint: source.entrypoint.clone(),
        mode: source.mode,
        framework,
        // Without a version of the caller's own, the one the edit was applied to: nothing saved since is lost.
        base: Some(change.base.unwrap_or(version)),
    });
    let settings = change.settings;
    let database_id = settings.database_id.clone().unwrap_or(app.database_id.clone());
    let revision = revision_of(
        source.files,
        source.entrypoint,
        framework,
        settings.env.as_ref().unwrap_or(&app.env),
        settings.secrets.as_ref().unwrap_or(&app.secrets),
        database_id,
    );
    let deployment = NewDeployment {
        draft,
        env_base: settings.base(app),
        env: settings.env,
        secrets: settings.secrets,
        database_id: settings.database_id,
        ..new_deployment(&app.id, revision, user, started_at)
    };
    let (app, deployment) = platform.store.create_deployment(&deployment).await?;
    Ok((app, deployment, diagnostics))
}

/// A deployment of a revision that changes nothing else.
pub(super) fn new_deployment(
    app_id: &AppId,
    revision: Revision,
    author: &UserId,
    started_at: Timestamp,
) -> NewDeployment {
    NewDeployment {
        id: identifier::sortable(),
        app_id: app_id.clone(),
        revision,
        created_at: Timestamp::now(),
        started_at,
        draft: None,
        env: None,
        secrets: None,
        database_id: None,
        env_base: None,
        author: Some(author.clone()),
    }
}

fn require_version(draft: &Draft, base: Option<u64>) -> Result<()> {
    match base {
        Some(expected) if expected != draft.version => Err(Error::DraftConflict {
            current: draft.version,
            expected,
        }),
        _ => Ok(()),
    }
}

//! Deploying: recording a revision and an attempt to make it live. The rollout engine does the rest.

use std::collections::BTreeMap;

use fp_contract::Timestamp;
use fp_contract::app::{DeployReply, DeployRequest};
use fp_contract::deployment::Deployment;
use fp_contract::diagnostic::Diagnostic;
use fp_contract::revision::Revision;

use super::source::{Edit, Source};
use super::{owned, publish_deployment};
use crate::platform::error::{Error, Result};
use crate::platform::vault::Vault;
use crate::platform::{Platform, checking, identifier};
use crate::store::{AppId, AppRecord, Draft, DraftChange, NewDeployment, SealedEnv, UserId, revision_of};

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
    let (app, deployment, diagnostics) = record(platform, &app, change, started_at).await?;
    Ok(DeployReply {
        app: publish_deployment(platform, &app, &deployment),
        deployment,
        diagnostics,
    })
}

/// What a deployment changes; what is left out stays as it is.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) edit: Edit,
    pub(super) base: Option<u64>,
    pub(super) env: Option<BTreeMap<String, String>>,
    pub(super) database_id: Option<String>,
}

/// Checks the code after the change and records its deployment.
pub(super) async fn record(
    platform: &Platform,
    app: &AppRecord,
    change: Change,
    started_at: Timestamp,
) -> Result<(AppRecord, Deployment, Vec<Diagnostic>)> {
    let draft = platform.store.draft(&app.id).await?;
    require_version(&draft, change.base)?;
    let version = draft.version;
    let stored = Source::stored(draft, app.mode);
    let source = stored.edited(change.edit)?;
    let checked = checking::check(&source.files, &source.entrypoint).await?;
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
    let env = sealed(platform, &app.id, change.env.as_ref());
    let database_id = change.database_id.clone().or_else(|| app.database_id.clone());
    let revision = revision_of(
        source.files,
        source.entrypoint,
        framework,
        env.as_ref().unwrap_or(&app.env),
        database_id,
    );
    let deployment = NewDeployment {
        draft,
        env,
        database_id: change.database_id,
        ..new_deployment(&app.id, revision, started_at)
    };
    let (app, deployment) = platform.store.create_deployment(&deployment).await?;
    Ok((app, deployment, diagnostics))
}

/// A deployment of a revision that changes nothing else.
pub(super) fn new_deployment(app_id: &AppId, revision: Revision, started_at: Timestamp) -> NewDeployment {
    NewDeployment {
        id: identifier::sortable(),
        app_id: app_id.clone(),
        revision,
        created_at: Timestamp::now(),
        started_at,
        draft: None,
        env: None,
        database_id: None,
    }
}

/// The variables as the record keeps them.
pub(super) fn sealed(
    platform: &Platform,
    id: &AppId,
    env: Option<&BTreeMap<String, String>>,
) -> Option<SealedEnv> {
    env.map(|env| Vault::new(&platform.settings.secret_key).seal_all(id, env))
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

//! One app with its code and settings.

use fp_contract::app::{AppDetail, Mode};
use fp_contract::revision::Revision;

use super::source::{Source, code_of};
use super::{readable, shown, vault};
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppId, AppRecord, UserId};

/// The app with its draft, its live code and its variables.
pub async fn read(platform: &Platform, user: &UserId, id: &AppId) -> Result<AppDetail> {
    detail(platform, &readable(platform, user, id).await?).await
}

/// The same for an app that was read already.
pub(super) async fn detail(platform: &Platform, app: &AppRecord) -> Result<AppDetail> {
    let draft = Source::stored(platform.store.draft(&app.id).await?, app.mode);
    let live = match &app.live_revision {
        Some(revision) => platform.store.revision(revision).await?,
        None => None,
    };
    let env = vault(platform).open_all(&app.id, &app.env);
    let files = (app.mode == Mode::Multi).then(|| draft.files.clone());
    Ok(AppDetail {
        app: shown(platform, app),
        code: draft.code(),
        draft_code: draft.code(),
        deployed_code: live
            .as_ref()
            .and_then(|live| code_of(app.mode, &live.files, &live.entrypoint)),
        mode: app.mode,
        framework: app.framework,
        entrypoint: draft.entrypoint,
        files: files.clone(),
        draft_files: files,
        deployed_files: live
            .filter(|_| app.mode == Mode::Multi)
            .map(|Revision { files, .. }| files),
        // Variables sealed with another key must not keep the code from its owner; a deploy says what is wrong.
        env_vars: env
            .inspect_err(|error| tracing::warn!(app = %app.id, %error, "variables are not shown"))
            .ok(),
        deployed_at: app.live_at,
        database_id: app.database_id.clone(),
    })
}

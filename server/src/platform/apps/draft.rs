//! Saving the draft: what is edited and not deployed.

use fp_contract::app::{AppDetail, DraftUpdate};

use super::read::detail;
use super::source::{Edit, Source};
use super::{owned, publish};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, checking};
use crate::store::{AppId, DraftChange, UserId};

/// Replaces the draft. Unfinished code is kept too when the request asks not to check it.
pub async fn save_draft(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    request: DraftUpdate,
) -> Result<AppDetail> {
    let app = owned(platform, user, id).await?;
    let edit = Edit {
        code: request.code,
        files: request.files,
        entrypoint: request.entrypoint,
    };
    if edit.is_empty() {
        return Err(Error::Invalid("either code or files must be given".to_owned()));
    }
    let stored = Source::stored(platform.store.draft(id).await?, app.mode);
    let source = stored.edited(edit)?;
    let checked = checking::check(platform, &source.files, &source.entrypoint).await?;
    let framework = checked.framework.or(app.framework);
    if request.validate {
        checked.advice()?;
    }
    let change = DraftChange {
        files: source.files,
        entrypoint: source.entrypoint,
        mode: source.mode,
        framework,
        base: request.base_draft_version,
    };
    let app = platform.store.save_draft(id, &change).await?;
    publish(platform, &app);
    detail(platform, &app).await
}

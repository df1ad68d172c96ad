//! Keeping a template of one's own.

use fp_contract::Timestamp;
use fp_contract::app::Mode;
use fp_contract::files::SINGLE_FILE;
use fp_contract::template::{Template, TemplateCreate};

use super::source::checked;
use super::{one_at_a_time, save};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, identifier, quotas};
use crate::store::UserRecord;

/// Adds a template of the user's own. Its code must be fit to be deployed.
pub async fn create(platform: &Platform, user: &UserRecord, request: TemplateCreate) -> Result<Template> {
    let template = checked(platform, template(user, request)).await?;
    let _turn = one_at_a_time().await;
    let limit = quotas::limits(platform, user).templates;
    let kept = platform.store.templates_of(Some(&user.id)).await?.len();
    if u32::try_from(kept).is_ok_and(|kept| kept < limit) {
        save(platform, template).await
    } else {
        Err(Error::LimitReached { limit })
    }
}

fn template(user: &UserRecord, request: TemplateCreate) -> Template {
    let is_single = request.mode == Mode::Single;
    Template {
        id: identifier::sortable(),
        name: request.name.trim().to_owned(),
        description: request.description,
        code: request.code.filter(|_| is_single),
        mode: request.mode,
        framework: request.framework,
        entrypoint: Some(request.entrypoint.unwrap_or_else(|| SINGLE_FILE.to_owned())),
        files: request.files.filter(|_| !is_single),
        complexity: request.complexity,
        is_global: false,
        created_at: Timestamp::now(),
        tags: request.tags,
        user_id: Some(user.id.0.clone()),
        requires_database: false,
        is_hidden: false,
        first_edit: None,
    }
}

//! The templates a user can begin with.

use fp_contract::template::Template;

use super::shared;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::UserRecord;

/// Everybody's templates, simplest first, and then the user's own, newest first; either those the user sees or, with
/// `hidden`, those the user hid. What an operator hid is in neither.
pub async fn list(platform: &Platform, user: &UserRecord, hidden: bool) -> Result<Vec<Template>> {
    let mut templates = shared(platform).await?;
    templates.retain(|template| !template.is_hidden);
    let own = platform.store.templates_of(Some(&user.id)).await?;
    templates.extend(own.into_iter().map(|record| record.template));
    templates.retain(|template| user.hidden_templates.contains(&template.id) == hidden);
    Ok(templates)
}

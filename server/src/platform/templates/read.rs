//! One template.

use fp_contract::template::Template;

use super::{find, is_of};
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::UserId;

/// The template, when it is everybody's or the user's own.
pub async fn read(platform: &Platform, user: &UserId, id: &str) -> Result<Template> {
    let template = find(platform, id).await?;
    if template.user_id.is_none() || is_of(&template, user) {
        Ok(template)
    } else {
        Err(Error::NotYours("template"))
    }
}

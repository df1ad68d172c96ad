//! What operators do with templates, whoever's they are.

use fp_contract::template::{Template, TemplateAdminUpdate, TemplateUpdate};
use serde_json::{Value, json};

use super::source::checked;
use super::update::changed;
use super::{find, one_at_a_time, save, shared};
use crate::platform::Platform;
use crate::platform::audit::{self, Actor};
use crate::platform::error::{Error, Result};
use crate::store::TemplateRecord;

/// Most templates in the list.
const MAX_LISTED: u32 = 500;

/// Everybody's templates, simplest first, and then those of users, newest first; hidden ones included.
pub async fn list_all(platform: &Platform) -> Result<Vec<Template>> {
    let mut templates = shared(platform).await?;
    let recorded = platform.store.all_templates(MAX_LISTED).await?;
    let recorded = recorded.into_iter().map(|record| record.template);
    templates.extend(recorded.filter(|template| template.user_id.is_some()));
    templates.truncate(MAX_LISTED as usize);
    Ok(templates)
}

/// Changes a template. A built-in one stays changed across restarts and new versions of the server.
pub async fn update_any(
    platform: &Platform,
    actor: &Actor,
    id: &str,
    request: TemplateAdminUpdate,
) -> Result<Template> {
    let details = what(&request);
    let _turn = one_at_a_time().await;
    let template = find(platform, id).await?;
    let TemplateAdminUpdate { change, is_hidden } = request;
    let mut template = match (change == TemplateUpdate::default(), is_hidden) {
        (true, None) => return Err(Error::NothingToChange),
        (true, Some(_)) => template,
        (false, _) => checked(platform, changed(template, change)?).await?,
    };
    template.is_hidden = is_hidden.unwrap_or(template.is_hidden);
    if template.user_id.is_none() {
        require_own_name(platform, &template).await?;
    }
    let template = save(platform, template).await?;
    audit::record(platform, actor, "template.update", Some(id), details).await;
    Ok(template)
}

/// Removes a template. A built-in one stays removed.
pub async fn delete_any(platform: &Platform, actor: &Actor, id: &str) -> Result<()> {
    let _turn = one_at_a_time().await;
    let template = find(platform, id).await?;
    if platform.templates.find(id).is_some() {
        let record = TemplateRecord {
            template,
            is_removed: true,
        };
        platform.store.save_template(&record).await?;
    } else {
        platform.store.delete_template(id).await?;
    }
    audit::record(platform, actor, "template.delete", Some(id), Value::Null).await;
    Ok(())
}

/// The request without its code, which is long and in the record anyway.
fn what(request: &TemplateAdminUpdate) -> Value {
    let change = &request.change;
    json!({
        "name": change.name,
        "description": change.description,
        "complexity": change.complexity,
        "tags": change.tags,
        "is_hidden": request.is_hidden,
        "code": change.code.is_some() || change.files.is_some(),
    })
}

/// The record does not know the names of built-in templates that nobody changed.
async fn require_own_name(platform: &Platform, template: &Template) -> Result<()> {
    let name = template.name.to_lowercase();
    let mut others = shared(platform).await?.into_iter();
    if others.any(|other| other.id != template.id && other.name.to_lowercase() == name) {
        return Err(Error::DuplicateName("template"));
    }
    Ok(())
}

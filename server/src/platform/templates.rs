//! Templates: the starter apps a server comes with, what operators made of them, and what users keep of their own.
//!
//! A record with the identifier of a built-in template stands in its place, so an operator's edit outlives restarts and
//! new versions of the server. One operation, one file.

mod built_in;
mod create;
mod delete;
mod hide;
mod list;
mod operate;
mod read;
mod source;
mod update;
mod words;

use std::collections::BTreeSet;

use fp_contract::template::Template;
use tokio::sync::{Mutex, MutexGuard};

use super::Platform;
use super::error::{Error, Result};
use crate::store::{StoreError, TemplateRecord, UserId};

pub use built_in::BuiltIn;
pub use create::create;
pub use delete::delete;
pub use hide::{hide, unhide};
pub use list::list;
pub use operate::{delete_any, list_all, update_any};
pub use read::read;
pub use update::update;

/// Everybody's templates as they are now, hidden ones included, simplest first.
pub async fn shared(platform: &Platform) -> Result<Vec<Template>> {
    let changed = platform.store.templates_of(None).await?;
    let ids: BTreeSet<_> = changed.iter().map(|record| &record.template.id).collect();
    let kept: Vec<_> = changed.iter().filter(|record| !record.is_removed).collect();
    let names: BTreeSet<_> = kept
        .iter()
        .map(|record| record.template.name.to_lowercase())
        .collect();
    let untouched = platform.templates.list().iter().filter(|template| {
        // An existing platform's record has the starter apps under names of these and identifiers of its own.
        !ids.contains(&template.id) && !names.contains(&template.name.to_lowercase())
    });
    let recorded = kept.iter().map(|record| &record.template);
    let mut templates: Vec<_> = untouched.chain(recorded).cloned().collect();
    templates.sort_by(built_in::simplest_first);
    Ok(templates)
}

/// The template, whoever's it is.
async fn find(platform: &Platform, id: &str) -> Result<Template> {
    let template = match platform.store.template(id).await? {
        Some(record) => (!record.is_removed).then_some(record.template),
        None => platform.templates.find(id).cloned(),
    };
    template.ok_or(Error::NotFound("template"))
}

/// The template, when it is this user's own.
async fn owned(platform: &Platform, user: &UserId, id: &str) -> Result<Template> {
    let template = find(platform, id).await?;
    if is_of(&template, user) {
        Ok(template)
    } else {
        Err(Error::NotYours("template"))
    }
}

fn is_of(template: &Template, user: &UserId) -> bool {
    template.user_id.as_ref() == Some(&user.0)
}

async fn save(platform: &Platform, template: Template) -> Result<Template> {
    let record = TemplateRecord {
        template,
        is_removed: false,
    };
    match platform.store.save_template(&record).await {
        Err(StoreError::Taken(_)) => Err(Error::DuplicateName("template")),
        result => Ok(result.map(|()| record.template)?),
    }
}

/// Makes operations that read, decide and write follow one another.
async fn one_at_a_time() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    TURN.lock().await
}

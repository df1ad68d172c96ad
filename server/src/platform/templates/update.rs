//! Changing a template.

use fp_contract::app::Mode;
use fp_contract::template::{FirstEdit, Template, TemplateUpdate};

use super::source::checked;
use super::{one_at_a_time, owned, save};
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::UserId;

/// Changes a template of the user's own.
pub async fn update(
    platform: &Platform,
    user: &UserId,
    id: &str,
    change: TemplateUpdate,
) -> Result<Template> {
    let _turn = one_at_a_time().await;
    let template = owned(platform, user, id).await?;
    if change == TemplateUpdate::default() {
        return Err(Error::NothingToChange);
    }
    let template = checked(platform, changed(template, change)?).await?;
    save(platform, template).await
}

/// The template with the change made, not checked yet.
pub(super) fn changed(mut template: Template, change: TemplateUpdate) -> Result<Template> {
    match template.mode {
        Mode::Single if change.files.is_some() => {
            return refuse("this template is one file\nhint: send code");
        }
        Mode::Multi if change.code.is_some() => {
            return refuse("this template has several files\nhint: send files");
        }
        Mode::Single => template.code = change.code.or(template.code),
        Mode::Multi => template.files = change.files.or(template.files),
    }
    let name = change.name.map(|name| name.trim().to_owned());
    template.name = name.unwrap_or(template.name);
    template.description = change.description.unwrap_or(template.description);
    template.complexity = change.complexity.unwrap_or(template.complexity);
    template.tags = change.tags.unwrap_or(template.tags);
    forget_lost_edit(&mut template);
    Ok(template)
}

/// The words a newcomer would change first must still stand once in their file.
fn forget_lost_edit(template: &mut Template) {
    let files = template.all_files();
    let stands_once = |edit: &FirstEdit| {
        let text = files.get(&edit.file);
        text.is_some_and(|text| text.matches(edit.find.as_str()).count() == 1)
    };
    template.first_edit = template.first_edit.take().filter(stands_once);
}

fn refuse<T>(reason: &str) -> Result<T> {
    Err(Error::Template(reason.to_owned()))
}

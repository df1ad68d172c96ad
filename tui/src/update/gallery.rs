//! The starter apps.

use fp_contract::app::App;
use fp_contract::template::Template;

use super::{apps, notice};
use crate::client::ClientError;
use crate::effect::Effect;
use crate::model::{AfterOpen, Connection, Model, Screen, Tone};

/// Shows the templates, fetching them when that has not been done.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.screen = Screen::Gallery;
    if model.gallery.loaded {
        Vec::new()
    } else {
        vec![Effect::LoadTemplates]
    }
}

/// The templates arrived, or did not.
pub(super) fn arrived(model: &mut Model, result: Result<Vec<Template>, ClientError>) -> Vec<Effect> {
    match result {
        Ok(templates) => {
            model.gallery.templates = templates;
            model.gallery.loaded = true;
            model.gallery.trouble = None;
            let row = model.gallery.selected;
            model.gallery.select(row);
            super::edit::fit(model);
            Vec::new()
        }
        Err(error @ ClientError::Unauthorised(_)) => apps::failed(model, "", &error),
        Err(error) => {
            model.gallery.trouble = Some(error.to_string());
            Vec::new()
        }
    }
}

/// Creates an app from the selected template.
pub(super) fn create(model: &mut Model, deploy: bool) -> Vec<Effect> {
    match model.gallery.current().cloned() {
        Some(template) => create_from(model, template, deploy),
        None => Vec::new(),
    }
}

/// Creates an app from the template of that name.
pub(super) fn create_named(model: &mut Model, name: &str) -> Vec<Effect> {
    let found = model
        .gallery
        .templates
        .iter()
        .find(|template| template.name.eq_ignore_ascii_case(name));
    match found.cloned() {
        Some(template) => create_from(model, template, false),
        None if model.gallery.loaded => {
            notice::say(model, Tone::Bad, &format!("there is no template {name}"))
        }
        None => open(model),
    }
}

fn create_from(model: &mut Model, template: Template, deploy: bool) -> Vec<Effect> {
    if model.connection != Connection::Online {
        return notice::say(model, Tone::Bad, "the server is not connected");
    }
    if model.gallery.creating {
        return Vec::new();
    }
    model.gallery.creating = true;
    let name = model.apps.free_name(&app_name(&template.name));
    let mut effects = notice::say(model, Tone::Neutral, &format!("creating {name}"));
    effects.push(Effect::Create {
        name,
        template: Box::new(template),
        deploy,
    });
    effects
}

/// A name fit to be typed, from the name of a template: `To-do list (SQLite)` becomes `to-do-list-sqlite`.
fn app_name(template: &str) -> String {
    let lower = template.to_lowercase();
    let words = lower
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-");
    if name.is_empty() {
        "app".to_owned()
    } else {
        name.chars().take(60).collect()
    }
}

/// An app was created from a template: open it where a newcomer would change it first.
pub(super) fn created(
    model: &mut Model,
    template: &Template,
    result: Result<App, ClientError>,
) -> Vec<Effect> {
    model.gallery.creating = false;
    match result {
        Ok(app) => {
            let app_id = app.app_id.clone();
            let mut effects = notice::say(model, Tone::Good, &format!("created {}", app.name));
            model.apps.selected = Some(app_id.clone());
            model.apps.put(app);
            let after = AfterOpen {
                first_edit: template.first_edit.clone(),
                ..AfterOpen::default()
            };
            effects.extend(apps::open(model, app_id, after));
            effects
        }
        Err(error) => {
            super::ahead::forget(model);
            apps::failed(model, "not created", &error)
        }
    }
}

/// Shows another file of the selected template.
pub(super) fn show_file(model: &mut Model, step: isize) -> Vec<Effect> {
    model.gallery.show_file(step);
    super::edit::fit(model);
    Vec::new()
}

/// Scrolls the preview.
pub(super) fn scroll(model: &mut Model, rows: isize) -> Vec<Effect> {
    if let Some(preview) = &mut model.gallery.preview {
        preview.scroll_by(rows);
    }
    Vec::new()
}

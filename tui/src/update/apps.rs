//! The list of apps.

use super::{input, notice, sign_in};
use crate::client::ClientError;
use crate::effect::Effect;
use crate::model::dialog::{Choice, Decision, Dialog};
use crate::model::workspace::Focus;
use crate::model::{AfterOpen, Model, Overlay, Purpose, Screen, Tone};

/// Opens the selected app; without any, the templates.
pub(super) fn open_selected(model: &mut Model) -> Vec<Effect> {
    match model.apps.current().map(|app| app.app_id.clone()) {
        Some(app_id) => open(model, app_id, AfterOpen::default()),
        None if model.apps.list.is_empty() => super::gallery::open(model),
        None => Vec::new(),
    }
}

/// Fetches an app to edit it.
pub(super) fn open(model: &mut Model, app_id: String, after: AfterOpen) -> Vec<Effect> {
    model.opening = Some((app_id.clone(), after));
    vec![Effect::Open { app_id }]
}

/// Opens the selected app with the focus in its log.
pub(super) fn open_log(model: &mut Model) -> Vec<Effect> {
    let Some(app_id) = model.apps.current().map(|app| app.app_id.clone()) else {
        return Vec::new();
    };
    open(
        model,
        app_id,
        AfterOpen {
            focus: Focus::Log,
            ..AfterOpen::default()
        },
    )
}

/// Asks before an app is deleted.
pub(super) fn ask_to_delete(model: &mut Model) -> Vec<Effect> {
    let Some(app) = current(model) else {
        return notice::say(model, Tone::Neutral, "no app is selected");
    };
    let (app_id, name, url) = (app.app_id.clone(), app.name.clone(), app.deployment_url.clone());
    model.overlay = Some(Overlay::Dialog(Dialog::new(
        format!("delete {name}?"),
        vec![format!("{url} stops answering.")],
        vec![
            Choice::new('n', "keep it", Decision::Stay),
            Choice::new('y', "delete it", Decision::Delete { app_id, name }),
        ],
    )));
    Vec::new()
}

/// Copies the address of the app, and shows it for terminals that cannot copy.
pub(super) fn copy_address(model: &mut Model) -> Vec<Effect> {
    let Some(url) = current(model).map(|app| app.deployment_url.clone()) else {
        return notice::say(model, Tone::Neutral, "no app is selected");
    };
    model.clipboard.clone_from(&url);
    let mut effects = notice::say(model, Tone::Good, &format!("copied {url}"));
    effects.push(Effect::Copy(url));
    effects
}

/// Deploys what the server has once more.
pub(super) fn retry(model: &mut Model) -> Vec<Effect> {
    let Some(app) = model.apps.current() else {
        return Vec::new();
    };
    vec![Effect::Redeploy {
        app_id: app.app_id.clone(),
        name: app.name.clone(),
    }]
}

/// Asks for another name.
pub(super) fn ask_for_name(model: &mut Model) -> Vec<Effect> {
    let Some(app) = current(model) else {
        return Vec::new();
    };
    let (app_id, name) = (app.app_id.clone(), app.name.clone());
    input::prompt(model, "new name of the app", &name, Purpose::RenameApp(app_id))
}

/// Gives an app another name.
pub(super) fn rename(_model: &mut Model, app_id: &str, name: &str) -> Vec<Effect> {
    vec![Effect::Rename {
        app_id: app_id.to_owned(),
        name: name.to_owned(),
    }]
}

/// The app being edited, or the selected one.
pub(super) fn current(model: &Model) -> Option<&fp_contract::app::App> {
    match (&model.workspace, model.screen) {
        (Some(workspace), Screen::Workspace) => model.apps.get(&workspace.app_id),
        _ => model.apps.current(),
    }
}

/// A request was carried out, or was not.
pub(super) fn done(model: &mut Model, what: &str, result: Result<(), ClientError>) -> Vec<Effect> {
    match result {
        Ok(()) => notice::say(model, Tone::Good, what),
        Err(error) => failed(model, &format!("not {what}"), &error),
    }
}

/// Says that a request failed; a refused token leads to the sign-in screen.
pub(super) fn failed(model: &mut Model, what: &str, error: &ClientError) -> Vec<Effect> {
    match error {
        ClientError::Unauthorised(reason) => sign_in::ask(model, reason),
        other => notice::say(model, Tone::Bad, &format!("{what}: {other}")),
    }
}

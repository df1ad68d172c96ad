//! The connection to the server, and what the server pushes.

use fp_contract::app::App;
use fp_contract::event::Event;

use super::{apps, deploy, notice, save, sign_in};
use crate::effect::Effect;
use crate::message::Link;
use crate::model::{AfterOpen, Connection, Model, Tone};
use crate::sanitise;

/// The connection changed, or carried an event.
pub(super) fn changed(model: &mut Model, link: Link) -> Vec<Effect> {
    match link {
        Link::Event(event) => event_arrived(model, *event),
        Link::Lost { reason } => {
            model.connection = Connection::Lost {
                reason: sanitise::one_line(&reason),
            };
            Vec::new()
        }
        Link::Refused => sign_in::ask(model, "the server does not accept the token"),
    }
}

fn event_arrived(model: &mut Model, event: Event) -> Vec<Effect> {
    match event {
        Event::Snapshot { server, apps } => snapshot(model, &server, apps),
        Event::App { app } => {
            model.apps.put(*app);
            deploy::watch(model)
        }
        Event::AppDeleted { app_id } => {
            model.apps.remove(&app_id);
            gone(model)
        }
        Event::Deployment { deployment } => {
            model.apps.put_deployment(*deployment);
            Vec::new()
        }
    }
}

/// Connected: everything as it is now.
fn snapshot(model: &mut Model, server: &str, list: Vec<App>) -> Vec<Effect> {
    let was_lost = matches!(model.connection, Connection::Lost { .. });
    let restarted = model
        .server_instance
        .replace(server.to_owned())
        .is_some_and(|before| before != server);
    model.connection = Connection::Online;
    model.apps.replace(list);
    let mut effects = match (restarted, was_lost) {
        (true, _) => notice::say(model, Tone::Neutral, "the server was restarted; connected again"),
        (false, true) => notice::say(model, Tone::Good, "connected again"),
        (false, false) => Vec::new(),
    };
    if !model.gallery.loaded {
        effects.push(Effect::LoadTemplates);
    }
    effects.push(Effect::LoadPolicy);
    effects.extend(gone(model));
    effects.extend(save::send(model));
    effects.extend(deploy::watch(model));
    effects.extend(open_first(model));
    effects
}

/// Opens the app named on the command line.
fn open_first(model: &mut Model) -> Vec<Effect> {
    let Some(name) = model.open_first.take() else {
        return Vec::new();
    };
    match model.apps.named(&name).map(|app| app.app_id.clone()) {
        Some(app_id) => apps::open(model, app_id, AfterOpen::default()),
        None => notice::say(model, Tone::Bad, &format!("there is no app {name}")),
    }
}

/// The app being edited may have been deleted elsewhere; its text stays.
fn gone(model: &mut Model) -> Vec<Effect> {
    let deleted = model
        .workspace
        .as_ref()
        .is_some_and(|workspace| model.apps.get(&workspace.app_id).is_none());
    if deleted {
        return notice::say(
            model,
            Tone::Bad,
            "this app was deleted on the server; its text stays here until you leave",
        );
    }
    Vec::new()
}

//! What every test of `update` needs: a model, keys as people write them, answers of a server.

use crossterm::event::KeyEvent;
use fp_contract::Timestamp;
use fp_contract::app::{App, AppDetail, Condition, Mode, Status};
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure};
use fp_contract::event::Event;
use fp_contract::files::Files;

use crate::effect::{Effect, Snapshot};
use crate::journal::JournalEntry;
use crate::message::{Link, Message, Opened};
use crate::model::Model;
use crate::model::workspace::Workspace;
use crate::theme;

/// The app most tests are about.
pub(crate) const APP: &str = "abc12345";

/// A model that is connected and knows one app.
pub(crate) fn online() -> Model {
    let mut model = offline();
    snapshot(&mut model, vec![app(APP, "demo")]);
    model
}

/// A model right after the start.
pub(crate) fn offline() -> Model {
    Model::new(
        "http://127.0.0.1:8700".to_owned(),
        theme::load(theme::DEFAULT).unwrap(),
        (80, 24),
    )
}

/// A model with `files` of the app open.
pub(crate) fn editing(files: &[(&str, &str)]) -> Model {
    let mut model = online();
    open(&mut model, detail(files, 1), None);
    model
}

/// Sends a snapshot event.
pub(crate) fn snapshot(model: &mut Model, apps: Vec<App>) -> Vec<Effect> {
    let event = Event::Snapshot {
        server: "one".to_owned(),
        apps,
    };
    send(model, Message::Link(Link::Event(Box::new(event))))
}

/// Opens the app as the server answers.
pub(crate) fn open(model: &mut Model, detail: AppDetail, journal: Option<JournalEntry>) -> Vec<Effect> {
    press(model, "enter");
    let result = Box::new(Ok(Opened { detail, journal }));
    send(
        model,
        Message::Opened {
            app_id: APP.to_owned(),
            result,
        },
    )
}

/// One message.
pub(crate) fn send(model: &mut Model, message: Message) -> Vec<Effect> {
    super::super::update(model, message)
}

/// Keys as people write them, separated by blanks; answers with all effects.
pub(crate) fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    keys.split_whitespace()
        .flat_map(|name| send(model, Message::Key(key(name))))
        .collect()
}

/// Letters, one key each.
pub(crate) fn type_text(model: &mut Model, text: &str) -> Vec<Effect> {
    let keys = text.chars().map(|character| {
        KeyEvent::new(
            crossterm::event::KeyCode::Char(character),
            crossterm::event::KeyModifiers::NONE,
        )
    });
    keys.flat_map(|key| send(model, Message::Key(key))).collect()
}

fn key(name: &str) -> KeyEvent {
    name.parse::<crate::keymap::Key>()
        .unwrap_or_else(|error| panic!("{error}"))
        .event()
}

/// The workspace.
pub(crate) fn workspace(model: &Model) -> &Workspace {
    model.workspace.as_ref().expect("a workspace is open")
}

/// The text of a file on screen.
pub(crate) fn text(model: &Model, path: &str) -> String {
    workspace(model).files[path].buffer().text()
}

/// The draft among effects.
pub(crate) fn sent_draft(effects: &[Effect]) -> Option<&Snapshot> {
    effects.iter().find_map(|effect| match effect {
        Effect::SaveDraft { snapshot, .. } => Some(snapshot),
        _ => None,
    })
}

/// The deploy among effects.
pub(crate) fn sent_deploy(effects: &[Effect]) -> Option<&Snapshot> {
    effects.iter().find_map(|effect| match effect {
        Effect::Deploy(snapshot) => Some(snapshot),
        _ => None,
    })
}

/// An app that answers.
pub(crate) fn app(app_id: &str, name: &str) -> App {
    App {
        id: app_id.to_owned(),
        app_id: app_id.to_owned(),
        name: name.to_owned(),
        status: Status::Running,
        condition: Condition::Live,
        created_at: Timestamp::from_microseconds(1_795_231_302_000_000),
        // Drawn in the zone of the machine, so no test shows it.
        last_activity: None,
        deployment_url: format!("http://app-{app_id}.localhost:8700"),
        error_message: None,
        deploy_stage: None,
        last_error: None,
        last_deploy_at: None,
        live_revision: Some("3f2a1c9e".repeat(8)),
        latest_deployment: None,
        failure: None,
        has_unpublished_changes: false,
        draft_version: 1,
    }
}

/// The app with its code.
pub(crate) fn detail(files: &[(&str, &str)], draft_version: u64) -> AppDetail {
    let files: Files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    let single = files.len() == 1;
    let entrypoint = if files.contains_key("app.py") {
        "app.py"
    } else {
        "main.py"
    };
    AppDetail {
        app: App {
            draft_version,
            ..app(APP, "demo")
        },
        code: files.get(entrypoint).filter(|_| single).cloned(),
        draft_code: None,
        deployed_code: None,
        mode: if single { Mode::Single } else { Mode::Multi },
        framework: None,
        entrypoint: entrypoint.to_owned(),
        files: (!single).then_some(files),
        draft_files: None,
        deployed_files: None,
        env_vars: None,
        deployed_at: None,
        database_id: None,
    }
}

/// A deployment of the app.
pub(crate) fn deployment(status: DeploymentStatus, failure: Option<Failure>) -> Deployment {
    Deployment {
        id: "0".repeat(24),
        app_id: APP.to_owned(),
        revision: "7b".repeat(32),
        status,
        stages: Vec::new(),
        failure,
        created_at: Timestamp::from_microseconds(1_795_231_302_000_000),
        finished_at: status
            .is_final()
            .then(|| Timestamp::from_microseconds(1_795_231_302_184_000)),
        author: None,
    }
}

/// An import error in line 3 of `app.py`.
pub(crate) fn import_error() -> Failure {
    Failure {
        file: Some("app.py".to_owned()),
        line: Some(3),
        traceback: Some("Traceback\n  File \"app.py\", line 3\nNameError".to_owned()),
        ..Failure::new("import_error", "NameError: name 'x' is not defined")
    }
}

use fp_contract::app::{App, Condition, DeployReply};
use fp_contract::deployment::DeploymentStatus;
use fp_contract::diagnostic::{Diagnostic, Severity};
use fp_contract::event::Event;

use super::drive::{
    APP, app, deployment, editing, import_error, press, send, sent_deploy, type_text, workspace,
};
use crate::client::ClientError;
use crate::effect::{Effect, Timer};
use crate::message::{Link, Message};
use crate::model::{Connection, Model, Overlay};

const CODE: &str = "import os\n\nx\n";

fn deployed(model: &mut Model, version: u64) -> Vec<Effect> {
    let reply = DeployReply {
        app: App {
            draft_version: 2,
            ..app(APP, "demo")
        },
        deployment: deployment(DeploymentStatus::Running, None),
        diagnostics: Vec::new(),
        missing_env: Vec::new(),
    };
    send(
        model,
        Message::Deployed {
            app_id: APP.to_owned(),
            version,
            result: Box::new(Ok(reply)),
        },
    )
}

fn event(model: &mut Model, event: Event) -> Vec<Effect> {
    send(model, Message::Link(Link::Event(Box::new(event))))
}

#[test]
fn exactly_what_is_on_screen_is_deployed() {
    let mut model = editing(&[("app.py", CODE), ("static/style.css", "p {}\n")]);
    type_text(&mut model, "#");
    let effects = press(&mut model, "f5");
    let snapshot = sent_deploy(&effects).unwrap();
    assert_eq!(snapshot.texts["app.py"].to_string(), format!("#{CODE}"));
    assert_eq!(snapshot.texts.len(), 2);
    let effects = deployed(&mut model, snapshot.version);
    assert!(effects.iter().any(|effect| matches!(
        effect,
        Effect::Wake {
            timer: Timer::Progress,
            ..
        }
    )));
    assert!(!workspace(&model).is_unsaved());
}

#[test]
fn a_failure_opens_its_line_with_one_key() {
    let mut model = editing(&[("app.py", CODE), ("other.py", "y = 1\n")]);
    press(&mut model, "ctrl-d");
    deployed(&mut model, 0);
    let failed = deployment(DeploymentStatus::Failed, Some(import_error()));
    event(
        &mut model,
        Event::Deployment {
            deployment: Box::new(failed),
        },
    );
    press(&mut model, "ctrl-o");
    assert_eq!(workspace(&model).shown, "other.py");
    press(&mut model, "f9");
    assert_eq!(workspace(&model).shown, "app.py");
    assert_eq!(workspace(&model).editor().unwrap().buffer().cursor().line, 2);
    press(&mut model, "alt-w");
    let Some(Overlay::Reader(reader)) = &model.overlay else {
        panic!("nothing to read")
    };
    assert!(reader.lines.iter().any(|line| line.contains("Traceback")));
}

#[test]
fn a_late_event_of_a_stage_does_not_undo_the_end() {
    let mut model = editing(&[("app.py", CODE)]);
    let live = deployment(DeploymentStatus::Live, None);
    event(
        &mut model,
        Event::Deployment {
            deployment: Box::new(live.clone()),
        },
    );
    event(
        &mut model,
        Event::Deployment {
            deployment: Box::new(deployment(DeploymentStatus::Running, None)),
        },
    );
    assert_eq!(model.apps.get(APP).unwrap().latest_deployment, Some(live));
}

#[test]
fn errors_stop_it_and_the_first_one_is_shown() {
    let mut model = editing(&[("app.py", CODE)]);
    press(&mut model, "ctrl-d");
    let found = Diagnostic {
        code: "FP301".to_owned(),
        severity: Severity::Error,
        file: "app.py".to_owned(),
        line: 3,
        column: 1,
        end_line: 3,
        end_column: 2,
        message: "x is nothing".to_owned(),
        help: None,
        start_byte: 0,
        end_byte: 0,
        fix: None,
    };
    let error = ClientError::Invalid {
        message: "x is nothing".to_owned(),
        diagnostics: vec![found],
    };
    send(
        &mut model,
        Message::Deployed {
            app_id: APP.to_owned(),
            version: 0,
            result: Box::new(Err(error)),
        },
    );
    assert!(
        model
            .notice
            .as_ref()
            .unwrap()
            .text
            .contains("not deployed: app.py:3: x is nothing")
    );
    assert_eq!(workspace(&model).editor().unwrap().buffer().cursor().line, 2);
    assert!(workspace(&model).sending.is_none());
}

#[test]
fn too_much_text_is_refused_with_words_and_kept() {
    let mut model = editing(&[("app.py", CODE)]);
    send(&mut model, Message::Paste("# 600 KB\n".repeat(70_000)));
    assert!(sent_deploy(&press(&mut model, "ctrl-d")).is_none());
    assert!(
        model
            .notice
            .as_ref()
            .unwrap()
            .text
            .contains("512000 allowed; the text is kept")
    );
    assert!(workspace(&model).editor().unwrap().buffer().rope().len_bytes() > 600_000);
}

#[test]
fn without_a_server_it_says_why_not() {
    let mut model = editing(&[("app.py", CODE)]);
    model.connection = Connection::Lost {
        reason: "refused".to_owned(),
    };
    assert!(sent_deploy(&press(&mut model, "ctrl-d")).is_none());
    assert!(model.notice.as_ref().unwrap().text.contains("not connected"));
}

#[test]
fn an_older_revision_that_answers_is_not_called_up_to_date() {
    let mut model = editing(&[("app.py", CODE)]);
    let failed = deployment(DeploymentStatus::Failed, Some(import_error()));
    let previous = App {
        condition: Condition::Previous,
        latest_deployment: Some(failed),
        ..app(APP, "demo")
    };
    event(
        &mut model,
        Event::App {
            app: Box::new(previous),
        },
    );
    let state = workspace(&model).save_state(model.apps.get(APP));
    assert_eq!(state, crate::model::workspace::SaveState::DraftSaved);
}

//! Every screen at the smallest size and at a large one. Snapshots hold the letters; styles are asserted apart.

use fp_contract::app::{App, Condition};
use fp_contract::deployment::DeploymentStatus;
use fp_contract::diagnostic::{Diagnostic, Severity};
use fp_contract::log::{LogFrame, LogRecord, LogStream};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use rstest::rstest;

use crate::message::{Link, Message};
use crate::model::Model;
use crate::theme;
use crate::update::tests::drive::{
    APP, app, deployment, editing, import_error, offline, online, press, send, snapshot, type_text,
};
use crate::update::tests::gallery::in_gallery;

const CODE: &str = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/\")\ndef index():\n    return {\"hello\": name}\n";

fn draw(model: &Model) -> Terminal<TestBackend> {
    let (width, height) = model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| super::view(model, frame)).unwrap();
    terminal
}

fn cells(model: &Model) -> Buffer {
    draw(model).backend().buffer().clone()
}

/// The style of the first cell of `text` on screen.
fn style_of(model: &Model, text: &str) -> (Color, Modifier) {
    let buffer = cells(model);
    for y in 0..buffer.area.height {
        let row: Vec<&str> = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
        if let Some(byte) = row.concat().find(text) {
            let column = row.concat()[..byte].chars().count();
            let cell = &buffer[(u16::try_from(column).unwrap(), y)];
            return (cell.fg, cell.modifier);
        }
    }
    panic!("{text} is not on screen:\n{}", draw(model).backend());
}

fn apps() -> Model {
    let mut model = online();
    let failed = App {
        condition: Condition::Previous,
        latest_deployment: Some(deployment(DeploymentStatus::Failed, Some(import_error()))),
        ..app("bbbb0000", "shop\u{1b}[31m")
    };
    let draft = App {
        condition: Condition::Draft,
        live_revision: None,
        ..app("cccc0000", "notes")
    };
    snapshot(&mut model, vec![app(APP, "demo"), failed, draft]);
    press(&mut model, "end");
    model
}

fn workspace() -> Model {
    let mut model = editing(&[("app.py", CODE), ("static/style.css", "p { color: red }\n")]);
    let diagnostic = Diagnostic {
        code: "FP301".to_owned(),
        severity: Severity::Error,
        file: "app.py".to_owned(),
        line: 8,
        column: 22,
        end_line: 8,
        end_column: 26,
        message: "`name` is not defined".to_owned(),
        help: Some("define it above".to_owned()),
        start_byte: 0,
        end_byte: 0,
        fix: None,
    };
    send(
        &mut model,
        Message::Checked {
            app_id: APP.to_owned(),
            version: 0,
            findings: vec![diagnostic],
        },
    );
    let record = |sequence, message: &str, stream| {
        let message = message.to_owned();
        LogFrame::Log(LogRecord {
            sequence,
            timestamp: None,
            message,
            stream,
            revision: None,
            reason: None,
            request: None,
        })
    };
    let frames = vec![
        record(1, "started", LogStream::Platform),
        record(2, "\u{1b}[32mhello\u{1b}[0m", LogStream::Stdout),
        record(5, "warning", LogStream::Stderr),
    ];
    send(
        &mut model,
        Message::Log {
            app_id: APP.to_owned(),
            frames,
        },
    );
    model
}

/// The workspace with a finding that can be mended.
fn fixable() -> Model {
    let mut model = workspace();
    let workspace = model.workspace.as_mut().unwrap();
    workspace.findings[0].fix = Some(fp_contract::diagnostic::Fix {
        title: "import `httpx` instead".to_owned(),
        edits: Vec::new(),
    });
    model
}

fn failed() -> Model {
    let mut model = workspace();
    let deployment = deployment(DeploymentStatus::Failed, Some(import_error()));
    let app = App {
        condition: Condition::Previous,
        latest_deployment: Some(deployment),
        ..app(APP, "demo")
    };
    let event = fp_contract::event::Event::App { app: Box::new(app) };
    send(&mut model, Message::Link(Link::Event(Box::new(event))));
    press(&mut model, "f8");
    model
}

fn sign_in() -> Model {
    let mut model = offline();
    send(&mut model, Message::Link(Link::Refused));
    type_text(&mut model, "ada");
    press(&mut model, "enter");
    type_text(&mut model, "secret");
    model
}

/// The same screen after the server went away.
fn lost(mut model: Model) -> Model {
    let reason = "connection refused".to_owned();
    send(&mut model, Message::Link(Link::Lost { reason }));
    model
}

fn pressed(mut model: Model, keys: &str) -> Model {
    press(&mut model, keys);
    model
}

#[rstest]
#[case("starting", offline())]
#[case("apps", apps())]
#[case("apps_lost", lost(apps()))]
#[case("workspace", workspace())]
#[case("workspace_lost", lost(workspace()))]
#[case("failed", failed())]
#[case("log", pressed(workspace(), "ctrl-l z"))]
#[case("files", pressed(workspace(), "f4"))]
#[case("leave", { let mut model = workspace(); type_text(&mut model, "x"); pressed(model, "esc") })]
#[case("reason", pressed(failed(), "alt-w"))]
#[case("help", pressed(apps(), "?"))]
#[case("help_code", pressed(workspace(), "f1"))]
#[case("fix", pressed(fixable(), "f8"))]
#[case("command", pressed(apps(), ": d e tab"))]
#[case("themes", pressed(apps(), "alt-t"))]
#[case("gallery", in_gallery())]
#[case("sign_in", sign_in())]
fn screens(#[case] name: &str, #[case] mut model: Model) {
    for (width, height) in [(80, 24), (200, 50)] {
        send(&mut model, Message::Resized { width, height });
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), draw(&model).backend());
    }
}

#[test]
fn a_terminal_that_is_too_small_is_told_the_size() {
    let mut model = workspace();
    send(&mut model, Message::Resized { width: 40, height: 8 });
    insta::assert_snapshot!(draw(&model).backend());
}

#[test]
fn every_state_has_a_word_and_a_style() {
    let model = apps();
    let red = theme::load(theme::DEFAULT)
        .unwrap()
        .style(theme::Role::Warning)
        .fg
        .unwrap();
    assert_eq!(style_of(&model, "old code live").0, red);
    assert!(style_of(&failed(), "✗ app.py:3").1.contains(Modifier::BOLD));
}

#[test]
fn nothing_is_called_well_while_the_server_is_not_reached() {
    let well = theme::load(theme::DEFAULT)
        .unwrap()
        .style(theme::Role::Success)
        .fg
        .unwrap();
    let mut deployed = editing(&[("app.py", "app = 1\n")]);
    let app = App {
        latest_deployment: Some(deployment(DeploymentStatus::Live, None)),
        ..app(APP, "demo")
    };
    let event = fp_contract::event::Event::App { app: Box::new(app) };
    send(&mut deployed, Message::Link(Link::Event(Box::new(event))));
    for model in [apps(), deployed] {
        let is_green = |model: &Model| cells(model).content.iter().any(|cell| cell.fg == well);
        assert!(is_green(&model), "{}", draw(&model).backend());
        assert!(
            !is_green(&lost(model.clone())),
            "{}",
            draw(&lost(model)).backend()
        );
    }
}

#[test]
fn without_colours_nothing_is_coloured() {
    for mut model in [apps(), failed(), sign_in()] {
        model.theme = theme::load(theme::WITHOUT_COLOURS).unwrap();
        let coloured = cells(&model)
            .content
            .iter()
            .any(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset);
        assert!(!coloured);
    }
}

#[test]
fn no_screen_lets_a_control_character_through() {
    for model in [apps(), workspace(), failed()] {
        assert!(
            cells(&model)
                .content
                .iter()
                .all(|cell| !cell.symbol().chars().any(char::is_control))
        );
    }
}

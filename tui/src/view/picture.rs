//! The picture in the README: a screen as the workstation draws it, written as SVG. Stale when the screen changes.

use std::fmt::Write as _;

use fp_contract::app::App;
use fp_contract::deployment::{Deployment, DeploymentStatus, Stage, StageName};
use fp_contract::event::Event;
use fp_contract::log::{LogFrame, LogRecord, LogStream, RequestRecord};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::message::{Link, Message};
use crate::model::Model;
use crate::update::tests::drive::{APP, app, deployment, online, open, send};

const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/workstation.svg");
const TEMPLATE: &str = include_str!("../../../templates/hello-api.yaml");
const SIZE: (u16, u16) = (118, 34);
/// Pixels of a cell, and of the margin around the screen.
const CELL: (u16, u16) = (9, 19);
const MARGIN: u16 = 14;

#[test]
fn the_picture_in_the_readme_is_not_stale() {
    let (width, height) = SIZE;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let model = scene();
    terminal.draw(|frame| super::view(&model, frame)).unwrap();
    let picture = svg(terminal.backend().buffer());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PICTURE, &picture).unwrap();
    }
    let kept = std::fs::read_to_string(PICTURE).unwrap_or_default();
    assert!(
        kept == picture,
        "docs/workstation.svg is stale\nhint: run `make update`"
    );
}

/// The first edit of a template, live, with its first requests in the log.
fn scene() -> Model {
    let template: serde_norway::Value = serde_norway::from_str(TEMPLATE).unwrap();
    let code = template["code"]
        .as_str()
        .unwrap()
        .replace("Hello, world", "Bonjour");
    let mut model = online();
    send(
        &mut model,
        Message::Resized {
            width: SIZE.0,
            height: SIZE.1,
        },
    );
    let detail = crate::update::tests::drive::detail(&[("app.py", &code)], 1);
    open(&mut model, detail, None);
    let live = App {
        latest_deployment: Some(staged()),
        has_unpublished_changes: false,
        ..app(APP, "hello-api")
    };
    let event = Event::App { app: Box::new(live) };
    send(&mut model, Message::Link(Link::Event(Box::new(event))));
    send(
        &mut model,
        Message::Log {
            app_id: APP.to_owned(),
            frames: log(),
        },
    );
    model
}

fn staged() -> Deployment {
    let durations = [2, 14, 41, 3, 2, 4];
    let deployment = deployment(DeploymentStatus::Live, None);
    let stages = StageName::ALL
        .into_iter()
        .zip(durations)
        .map(|(name, duration)| Stage {
            name,
            started_at: deployment.created_at,
            duration_ms: Some(duration),
        });
    Deployment {
        revision: "3f2a1c9e".repeat(8),
        stages: stages.collect(),
        ..deployment
    }
}

fn log() -> Vec<LogFrame> {
    let line = |sequence, message: &str, stream, request| {
        let message = message.to_owned();
        LogFrame::Log(LogRecord {
            sequence,
            timestamp: None,
            message,
            stream,
            revision: None,
            reason: None,
            request,
        })
    };
    let request = |path: &str, status, duration_ms| {
        let (method, path) = ("GET".to_owned(), path.to_owned());
        Some(RequestRecord {
            method,
            path,
            query: None,
            status,
            duration_ms,
            error: None,
        })
    };
    vec![
        line(
            1,
            "started revision 3f2a1c9e, process 4711",
            LogStream::Platform,
            None,
        ),
        line(2, "revision 3f2a1c9e is live", LogStream::Platform, None),
        line(3, "GET / 200 1.2 ms", LogStream::Request, request("/", 200, 1.2)),
        line(4, "greeting Ada", LogStream::Stdout, None),
        line(
            5,
            "GET /hello/Ada 200 2.4 ms",
            LogStream::Request,
            request("/hello/Ada", 200, 2.4),
        ),
        line(
            6,
            "GET /nothing 404 0.6 ms",
            LogStream::Request,
            request("/nothing", 404, 0.6),
        ),
    ]
}

fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = SIZE;
    let (width, height) = (columns * CELL.0 + 2 * MARGIN, rows * CELL.1 + 2 * MARGIN);
    let back = colour(buffer[(0, rows / 2)].bg, "#1b1f27");
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"monospace\" font-size=\"15\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"10\" fill=\"{back}\"/>\n"
    );
    for row in 0..rows {
        for (column, end) in runs(buffer, row) {
            draw_run(&mut text, buffer, row, column, end);
        }
    }
    text.push_str("</svg>\n");
    text
}

/// Stretches of cells that look alike, as first column and the column after the last.
fn runs(buffer: &Buffer, row: u16) -> Vec<(u16, u16)> {
    let look = |cell: &Cell| (cell.fg, cell.bg, cell.modifier);
    let mut runs = Vec::new();
    let mut start = 0;
    for column in 1..=SIZE.0 {
        if column == SIZE.0 || look(&buffer[(column, row)]) != look(&buffer[(start, row)]) {
            runs.push((start, column));
            start = column;
        }
    }
    runs
}

fn draw_run(text: &mut String, buffer: &Buffer, row: u16, column: u16, end: u16) {
    let cell = &buffer[(column, row)];
    let (x, y) = (MARGIN + column * CELL.0, MARGIN + row * CELL.1);
    let width = (end - column) * CELL.0;
    let back = colour(cell.bg, "none");
    writeln!(
        text,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{back}\"/>",
        CELL.1
    )
    .unwrap();
    let words: String = (column..end)
        .map(|column| buffer[(column, row)].symbol())
        .collect();
    if words.trim().is_empty() {
        return;
    }
    let weight = if cell.modifier.contains(Modifier::BOLD) {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let words = words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    writeln!(
        text,
        "<text x=\"{x}\" y=\"{}\" textLength=\"{width}\" xml:space=\"preserve\" fill=\"{}\"{weight}>{words}</text>",
        y + 14,
        colour(cell.fg, "#dcdfe4"),
    )
    .unwrap();
}

fn colour(colour: Color, otherwise: &str) -> String {
    match colour {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => otherwise.to_owned(),
    }
}

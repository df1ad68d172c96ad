//! One app: files, code, diagnostics, deployment and log.

mod banner;
mod code;
mod diagnostics;
mod files;
mod header;
mod layout;
mod log;

use ratatui::Frame;

use super::status;
use crate::model::Model;

pub use code::place_at;
pub use files::tab_at;
pub use layout::{Layout, layout};

/// Keys shown in the bottom line.
const KEYS: [(&str, &str); 7] = [
    ("ctrl-d", "deploy"),
    ("ctrl-s", "save"),
    ("ctrl-l", "log"),
    ("f8", "next problem"),
    ("f2", "command"),
    ("esc", "back"),
    ("f1", "keys"),
];

/// Draws the screen.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let Some(workspace) = &model.workspace else {
        return;
    };
    let layout = layout(model);
    header::draw(model, workspace, frame, layout.header);
    if let Some(area) = layout.banner {
        banner::draw(model, workspace, frame, area);
    }
    if let Some(area) = layout.tabs {
        files::draw_tabs(model, workspace, frame, area);
    }
    if let Some(area) = layout.files {
        files::draw_list(model, workspace, frame, area);
    }
    code::draw(model, workspace, frame, layout.code);
    if let Some(area) = layout.diagnostics {
        diagnostics::draw(model, workspace, frame, area);
    }
    if let Some(area) = layout.log {
        log::draw(model, workspace, frame, area);
    }
    let left = diagnostics::of_cursor_line(model, workspace);
    status::draw(
        model,
        frame,
        layout.status,
        left,
        &KEYS,
        &code::cursor_text(workspace),
    );
}

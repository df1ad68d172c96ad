//! The files of the app: a list where there is room, tabs where there is not.

use ratatui::Frame;
use ratatui::layout::{Position as Cell, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr as _;

use fp_contract::diagnostic::Severity;

use super::layout::layout;
use crate::model::Model;
use crate::model::workspace::{Focus, Workspace};
use crate::sanitise;
use crate::screen::gallery::tabs_line;
use crate::screen::widgets::{fill, title_row};
use crate::theme::Role;

/// Draws the list.
pub(super) fn draw_list(model: &Model, workspace: &Workspace, frame: &mut Frame<'_>, area: Rect) {
    title_row(
        frame,
        area,
        &model.theme,
        "files",
        workspace.focus == Focus::Files,
    );
    for (path, row) in workspace.files.keys().zip(1..area.height) {
        let line = row_line(model, workspace, path, usize::from(area.width));
        frame.render_widget(
            line,
            Rect {
                y: area.y + row,
                height: 1,
                ..area
            },
        );
    }
}

fn row_line(model: &Model, workspace: &Workspace, path: &str, width: usize) -> Line<'static> {
    let shown = *path == workspace.shown;
    let style = if shown {
        model.theme.style(Role::Selected)
    } else {
        Style::default()
    };
    let worst = workspace
        .findings
        .iter()
        .filter(|finding| finding.file == path)
        .map(|finding| finding.severity)
        .min();
    let (mark, role) = match worst {
        Some(Severity::Error) => ("✗", Role::Error),
        Some(Severity::Warning) => ("!", Role::Warning),
        _ => (" ", Role::Text),
    };
    let entry = if path == workspace.entrypoint { "*" } else { "" };
    let name = fill(
        &format!("{}{entry}", sanitise::one_line(path)),
        width.saturating_sub(4),
    );
    Line::from(vec![
        Span::styled(if shown { "▸ " } else { "  " }, style),
        Span::styled(name, style),
        Span::styled(mark, model.theme.style(role)),
    ])
}

/// Draws the tabs.
pub(super) fn draw_tabs(model: &Model, workspace: &Workspace, frame: &mut Frame<'_>, area: Rect) {
    let paths: Vec<_> = workspace.files.keys().cloned().collect();
    frame.render_widget(tabs_line(model, &paths, workspace.file_row()), area);
}

/// The row of the file whose tab is at a cell.
pub fn tab_at(model: &Model, cell: Cell) -> Option<usize> {
    let area = layout(model).tabs.filter(|area| area.contains(cell))?;
    let mut end = area.x;
    model.workspace.as_ref()?.files.keys().position(|path| {
        end = end.saturating_add(u16::try_from(sanitise::one_line(path).width() + 2).unwrap_or(u16::MAX));
        cell.x < end
    })
}

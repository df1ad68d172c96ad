//! The code pane, and what the mouse points at in it.

use ratatui::Frame;
use ratatui::layout::{Position as Cell, Rect};

use super::layout::layout;
use crate::editor::position::Position;
use crate::editor::view::CodePane;
use crate::model::Model;
use crate::model::workspace::{Focus, Workspace};

/// Draws the shown file, with the terminal's cursor in it when it has the focus.
pub(super) fn draw(model: &Model, workspace: &Workspace, frame: &mut Frame<'_>, area: Rect) {
    let Some(editor) = workspace.editor() else {
        return;
    };
    let focused = workspace.focus == Focus::Code;
    let pane = CodePane::new(editor, &*model.theme).mark_cursor_line(focused);
    if focused
        && model.overlay.is_none()
        && let Some(cursor) = pane.cursor_position(area)
    {
        frame.set_cursor_position(cursor);
    }
    frame.render_widget(pane, area);
}

/// The place in the text a cell of the code pane shows.
pub fn place_at(model: &Model, cell: Cell) -> Option<Position> {
    let area = layout(model).code;
    let editor = model.workspace.as_ref()?.editor()?;
    area.contains(cell)
        .then(|| editor.position_at(area, cell.x, cell.y))
}

/// Where the cursor is, as people count.
pub(super) fn cursor_text(workspace: &Workspace) -> String {
    let cursor = workspace
        .editor()
        .map(|editor| editor.buffer().cursor())
        .unwrap_or_default();
    format!(
        "{}:{}:{}",
        crate::sanitise::one_line(&workspace.shown),
        cursor.line + 1,
        cursor.column + 1
    )
}

//! Left of the code: a mark for findings, the line number, a mark for changed lines.

use ratatui::buffer::Buffer as Cells;
use ratatui::layout::Rect;

use crate::editor::Editor;
use crate::editor::diagnostic::{Severity, worst_at_line};
use crate::editor::palette::{Palette, PaneRole};

/// Digits there is always room for, so that the code does not move while a small file grows.
const LEAST_DIGITS: usize = 3;
/// Drawn behind the number of a line that differs from the baseline.
const CHANGED: &str = "▎";

/// The columns the gutter of a text with so many lines takes.
pub(crate) fn width(line_count: usize) -> usize {
    let digits = line_count.checked_ilog10().unwrap_or(0) as usize + 1;
    1 + digits.max(LEAST_DIGITS) + 1
}

/// The role and the letter of a severity: colour is never the only sign.
pub(super) fn severity_mark(severity: Severity) -> (PaneRole, &'static str) {
    match severity {
        Severity::Error => (PaneRole::Error, "E"),
        Severity::Warning => (PaneRole::Warning, "W"),
        Severity::Information => (PaneRole::Information, "I"),
    }
}

/// Draws the gutter of a line in the one row of `area` and returns what is left of the row.
pub(super) fn draw(
    editor: &Editor,
    palette: &dyn Palette,
    line: usize,
    is_cursor_line: bool,
    area: Rect,
    cells: &mut Cells,
) -> Rect {
    let width = width(editor.buffer().line_count());
    let taken = u16::try_from(width).unwrap_or(u16::MAX).min(area.width);
    if let Some(worst) = worst_at_line(editor.diagnostics(), line) {
        let (role, mark) = severity_mark(worst.severity);
        cells.set_stringn(area.x, area.y, mark, usize::from(taken), palette.role(role));
    }
    if taken > 1 {
        let role = if is_cursor_line {
            PaneRole::CursorLineNumber
        } else {
            PaneRole::LineNumber
        };
        let number = format!("{:>1$}", line + 1, width - 2);
        cells.set_stringn(
            area.x + 1,
            area.y,
            number,
            usize::from(taken - 1),
            palette.role(role),
        );
    }
    if editor.is_line_changed(line) && usize::from(taken) == width {
        cells.set_stringn(
            area.x + taken - 1,
            area.y,
            CHANGED,
            1,
            palette.role(PaneRole::ChangedMark),
        );
    }
    Rect {
        x: area.x + taken,
        width: area.width - taken,
        ..area
    }
}

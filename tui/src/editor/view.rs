//! Draws an editor. Everything it shows was computed when the editor changed; drawing changes nothing but the cells.

pub(crate) mod gutter;
mod line;

use ratatui::buffer::Buffer as Cells;
use ratatui::layout::{Position as Cell, Rect};
use ratatui::widgets::Widget;

use self::line::LineView;
use super::palette::{Palette, PaneRole};
use super::{Editor, columns};

/// The code pane: gutter, code, selection, findings and matches.
#[derive(Clone, Copy)]
pub struct CodePane<'a> {
    editor: &'a Editor,
    palette: &'a dyn Palette,
    marks_cursor_line: bool,
}

impl<'a> CodePane<'a> {
    /// A pane that shows `editor` in the colours of `palette`.
    pub fn new(editor: &'a Editor, palette: &'a dyn Palette) -> Self {
        Self {
            editor,
            palette,
            marks_cursor_line: true,
        }
    }

    /// Whether the cursor's line stands out: off for a pane without the focus and for previews.
    #[must_use]
    pub fn mark_cursor_line(mut self, marked: bool) -> Self {
        self.marks_cursor_line = marked;
        self
    }

    /// The cell of the cursor when the pane is drawn in `area`; `None` when it is scrolled out of sight.
    pub fn cursor_position(&self, area: Rect) -> Option<Cell> {
        let buffer = self.editor.buffer();
        let cursor = buffer.cursor();
        let column = columns::column_of(buffer.line(cursor.line), cursor.column);
        let row = cursor.line.checked_sub(self.editor.viewport.first_line)?;
        let on_screen =
            column.checked_sub(self.editor.viewport.first_column)? + gutter::width(buffer.line_count());
        let (row, on_screen) = (u16::try_from(row).ok()?, u16::try_from(on_screen).ok()?);
        (row < area.height && on_screen < area.width).then(|| Cell::new(area.x + on_screen, area.y + row))
    }
}

impl Widget for CodePane<'_> {
    fn render(self, area: Rect, cells: &mut Cells) {
        let area = area.intersection(cells.area);
        cells.set_style(area, self.palette.role(PaneRole::Background));
        let cursor_line = self.editor.buffer().cursor().line;
        let first = self.editor.viewport.first_line;
        for (row, index) in (area.y..area.bottom()).zip(first..self.editor.buffer().line_count()) {
            let area = Rect {
                y: row,
                height: 1,
                ..area
            };
            let is_cursor_line = self.marks_cursor_line && index == cursor_line;
            if is_cursor_line {
                cells.set_style(area, self.palette.role(PaneRole::CursorLine));
            }
            let gutter = gutter::draw(self.editor, self.palette, index, is_cursor_line, area, cells);
            LineView::new(self.editor, self.palette, index).draw(gutter, cells);
        }
    }
}

#[cfg(test)]
mod tests;

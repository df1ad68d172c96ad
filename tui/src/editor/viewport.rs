//! What of a text is on screen, and what is marked there.

use std::ops::Range;

use ratatui::layout::Rect;

use super::Editor;
use super::brackets;
use super::columns;
use super::highlight::TokenKind;
use super::position::Position;
use super::view::gutter;

/// Lines kept between the cursor and the upper and lower edge, where the pane is high enough.
const MARGIN_LINES: usize = 3;
/// Columns kept between the cursor and the left and right edge, where the pane is wide enough.
const MARGIN_COLUMNS: usize = 6;

/// The window on the text, and the marks computed for the lines in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Viewport {
    /// Columns of the whole pane.
    width: usize,
    /// Rows of the pane.
    height: usize,
    /// The first line on screen.
    pub(crate) first_line: usize,
    /// The first column on screen.
    pub(crate) first_column: usize,
    /// The matches of the search on screen, as offsets.
    pub(crate) matches: Vec<Range<usize>>,
    /// The bracket at the cursor and the one that matches it.
    pub(crate) brackets: Option<[usize; 2]>,
}

impl Editor {
    /// Takes note of the size of the pane, gutter included, in cells. Nothing is on screen before the first call; a
    /// new size brings the cursor into sight.
    pub fn resize(&mut self, width: u16, height: u16) {
        let size = (usize::from(width), usize::from(height));
        if size != (self.viewport.width, self.viewport.height) {
            (self.viewport.width, self.viewport.height) = size;
            self.scroll_to_cursor();
        }
    }

    /// The first line on screen, from 0.
    pub fn first_line(&self) -> usize {
        self.viewport.first_line
    }

    /// Moves the window so that the cursor is in it, no further than needed. Every command and
    /// [`Editor::select`] do this; only [`Editor::scroll_by`] leads away from the cursor.
    pub fn scroll_to_cursor(&mut self) {
        let cursor = self.buffer.cursor();
        let column = columns::column_of(self.buffer.line(cursor.line), cursor.column);
        let text_width = self
            .viewport
            .width
            .saturating_sub(gutter::width(self.buffer.line_count()));
        let viewport = &mut self.viewport;
        viewport.first_line = scrolled(viewport.first_line, cursor.line, viewport.height, MARGIN_LINES);
        viewport.first_column = scrolled(viewport.first_column, column, text_width, MARGIN_COLUMNS);
        if column + MARGIN_COLUMNS < text_width {
            viewport.first_column = 0;
        }
        self.prepare_view();
    }

    /// Moves the window by lines, negative upwards, and leaves the cursor where it is (the mouse wheel).
    pub fn scroll_by(&mut self, lines: isize) {
        self.viewport.first_line = self.viewport.first_line.saturating_add_signed(lines);
        self.prepare_view();
    }

    /// Computes what drawing needs for the lines on screen: tokens, matches of the search, the matching bracket.
    pub(crate) fn prepare_view(&mut self) {
        let line_count = self.buffer.line_count();
        self.viewport.first_line = self.viewport.first_line.min(line_count - 1);
        let lines =
            self.viewport.first_line..(self.viewport.first_line + self.viewport.height).min(line_count);
        self.highlighter.show(self.buffer.rope(), lines.clone());
        self.viewport.matches = self.matches_in(lines);
        self.viewport.brackets = self.bracket_pair();
    }

    /// The place in the text drawn at a cell of the screen, for clicks and drags; cells outside the text lead to the
    /// nearest place.
    pub fn position_at(&self, area: Rect, column: u16, row: u16) -> Position {
        let line = self.viewport.first_line + usize::from(row.saturating_sub(area.y));
        if line >= self.buffer.line_count() {
            return self.buffer.position_of(self.buffer.rope().len_chars());
        }
        let left = usize::from(area.x) + gutter::width(self.buffer.line_count());
        let on_screen = usize::from(column).saturating_sub(left) + self.viewport.first_column;
        Position::new(line, columns::offset_at(self.buffer.line(line), on_screen))
    }

    /// The bracket at the cursor and the one that matches it.
    pub(crate) fn bracket_pair(&self) -> Option<[usize; 2]> {
        let is_code = |line, column| {
            !matches!(
                self.highlighter.kind_at(line, column),
                TokenKind::String | TokenKind::Comment
            )
        };
        brackets::matching_pair(self.buffer.rope(), self.buffer.selection().head, is_code)
    }

    fn matches_in(&self, lines: Range<usize>) -> Vec<Range<usize>> {
        let Some(query) = &self.query else {
            return Vec::new();
        };
        if lines.is_empty() {
            return Vec::new();
        }
        let rope = self.buffer.rope();
        let first = self.buffer.line_start(lines.start);
        let text = rope.slice(first..self.buffer.line_end(lines.end - 1)).to_string();
        let byte = rope.char_to_byte(first);
        let offset = |at: usize| rope.byte_to_char(byte + at);
        query
            .matches(&text)
            .map(|found| offset(found.start)..offset(found.end))
            .collect()
    }
}

/// Where a window of `size` cells begins so that `cursor` is in it, moved no further than needed.
fn scrolled(first: usize, cursor: usize, size: usize, margin: usize) -> usize {
    let margin = margin.min(size.saturating_sub(1) / 2);
    let highest = cursor.saturating_sub(margin);
    let lowest = (cursor + margin + 1).saturating_sub(size.max(1));
    first.clamp(lowest.min(highest), highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_moves_no_further_than_needed() {
        assert_eq!(scrolled(0, 5, 20, 3), 0);
        assert_eq!(scrolled(0, 17, 20, 3), 1);
        assert_eq!(scrolled(10, 11, 20, 3), 8);
        assert_eq!(scrolled(0, 9, 1, 3), 9);
        assert_eq!(scrolled(7, 0, 0, 3), 0);
    }
}

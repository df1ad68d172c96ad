//! One line of code: glyphs, and the styles laid over each other on them.

use std::ops::{ControlFlow, Range};

use ratatui::buffer::Buffer as Cells;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::gutter::severity_mark;
use crate::editor::Editor;
use crate::editor::columns::{self, Glyph};
use crate::editor::highlight::TokenSpan;
use crate::editor::palette::{Palette, PaneRole};

/// A line with everything that is marked in it.
pub(super) struct LineView<'a> {
    editor: &'a Editor,
    palette: &'a dyn Palette,
    line: usize,
    /// Marked stretches in characters of the line, later ones over earlier ones.
    overlays: Vec<(Range<usize>, Style)>,
}

impl<'a> LineView<'a> {
    pub(super) fn new(editor: &'a Editor, palette: &'a dyn Palette, line: usize) -> Self {
        let mut view = Self {
            editor,
            palette,
            line,
            overlays: Vec::new(),
        };
        view.add_diagnostics();
        view.add_marks();
        view
    }

    fn add_diagnostics(&mut self) {
        let length = self.editor.buffer().line(self.line).len_chars();
        for diagnostic in self
            .editor
            .diagnostics()
            .iter()
            .filter(|diagnostic| diagnostic.touches(self.line))
        {
            let start = if diagnostic.start.line == self.line {
                diagnostic.start.column.min(length)
            } else {
                0
            };
            let end = if diagnostic.end.line == self.line {
                diagnostic.end.column.min(length)
            } else {
                length
            };
            let style = self.palette.role(severity_mark(diagnostic.severity).0);
            let underlined = style.add_modifier(Modifier::UNDERLINED);
            self.overlays.push((start..end.max(start + 1), underlined));
        }
    }

    fn add_marks(&mut self) {
        let viewport = &self.editor.viewport;
        for found in &viewport.matches {
            self.add_range(found, PaneRole::SearchMatch);
        }
        self.add_range(&self.editor.buffer().selection().range(), PaneRole::Selection);
        for bracket in viewport.brackets.into_iter().flatten() {
            self.add_range(&(bracket..bracket + 1), PaneRole::MatchingBracket);
        }
    }

    /// Marks the part of `range`, offsets of the text, that is in this line, line ending included.
    fn add_range(&mut self, range: &Range<usize>, role: PaneRole) {
        let buffer = self.editor.buffer();
        let start = buffer.line_start(self.line);
        let end = buffer.line_end(self.line) + 1;
        if range.start < end && start < range.end {
            let within = range.start.max(start) - start..range.end.min(end) - start;
            self.overlays.push((within, self.palette.role(role)));
        }
    }

    /// Draws the line in the one row of `area`.
    pub(super) fn draw(&self, area: Rect, cells: &mut Cells) {
        let first_column = self.editor.viewport.first_column;
        let text = self.editor.buffer().line(self.line);
        let mut spans = self.editor.highlighter().spans(self.line);
        let mut end_column = 0;
        columns::glyphs(text, first_column, |glyph| {
            end_column = glyph.column + glyph.width;
            let style = self.token_style(&mut spans, &glyph);
            draw_glyph(&glyph, style, first_column, area, cells)
        });
        self.draw_line_ending(text.len_chars(), end_column, area, cells);
    }

    /// The cell behind the text shows whether the line ending is selected, or a finding is about it.
    fn draw_line_ending(&self, length: usize, end_column: usize, area: Rect, cells: &mut Cells) {
        let Some(column) = end_column.checked_sub(self.editor.viewport.first_column) else {
            return;
        };
        if column >= usize::from(area.width)
            || !self.overlays.iter().any(|(range, _)| range.contains(&length))
        {
            return;
        }
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        cells[(area.x + column, area.y)].set_style(self.overlay_style(length..length + 1));
    }

    fn token_style(&self, spans: &mut &[TokenSpan], glyph: &Glyph<'_>) -> Style {
        while let Some((_, rest)) = spans
            .split_first()
            .filter(|(span, _)| span.end as usize <= glyph.start)
        {
            *spans = rest;
        }
        let span = spans.first().filter(|span| span.start as usize <= glyph.start);
        let mut style = self.palette.token(span.map(|span| span.kind).unwrap_or_default());
        if glyph.stands_in {
            style = style.patch(self.palette.role(PaneRole::Placeholder));
        }
        style.patch(self.overlay_style(glyph.start..glyph.end))
    }

    fn overlay_style(&self, covered: Range<usize>) -> Style {
        let over = self
            .overlays
            .iter()
            .filter(|(range, _)| range.start < covered.end && covered.start < range.end);
        over.fold(Style::default(), |style, (_, overlay)| style.patch(*overlay))
    }
}

/// Draws a glyph; breaks when the row is full. A wide character cut by an edge leaves blanks.
fn draw_glyph(
    glyph: &Glyph<'_>,
    style: Style,
    first_column: usize,
    area: Rect,
    cells: &mut Cells,
) -> ControlFlow<()> {
    let width = usize::from(area.width);
    let left = glyph.column.saturating_sub(first_column);
    let right = (glyph.column + glyph.width).saturating_sub(first_column);
    if left >= width {
        return ControlFlow::Break(());
    }
    let is_whole = glyph.column >= first_column && right <= width;
    for column in left..right.min(width) {
        let x = area.x + u16::try_from(column).unwrap_or(u16::MAX);
        let cell = &mut cells[(x, area.y)];
        cell.reset_to_blank(style);
        if column == left && is_whole && !glyph.symbol.is_empty() {
            cell.set_symbol(&glyph.symbol);
        }
    }
    ControlFlow::Continue(())
}

/// A cell made blank that keeps the style below.
trait Blank {
    fn reset_to_blank(&mut self, style: Style);
}

impl Blank for ratatui::buffer::Cell {
    fn reset_to_blank(&mut self, style: Style) {
        self.set_symbol(" ").set_style(style);
    }
}

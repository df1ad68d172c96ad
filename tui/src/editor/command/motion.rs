//! Where the cursor goes.

use super::Motion;
use crate::editor::selection::Selection;
use crate::editor::{Editor, columns, grapheme};

impl Editor {
    /// Moves the cursor and selects nothing. Left and right leave a selection at its ends first.
    pub(super) fn move_cursor(&mut self, motion: Motion) {
        let selection = self.buffer.selection();
        let target = match motion {
            Motion::Left if !selection.is_empty() => selection.start(),
            Motion::Right if !selection.is_empty() => selection.end(),
            _ => self.target(motion, selection.head),
        };
        self.moved(motion, Selection::cursor(target));
    }

    /// Moves the head of the selection.
    pub(super) fn move_head(&mut self, motion: Motion) {
        let Selection { anchor, head } = self.buffer.selection();
        let target = self.target(motion, head);
        self.moved(motion, Selection::new(anchor, target));
    }

    fn moved(&mut self, motion: Motion, selection: Selection) {
        let is_vertical = matches!(
            motion,
            Motion::Up | Motion::Down | Motion::PageUp(_) | Motion::PageDown(_)
        );
        let goal = is_vertical.then(|| self.goal_column.unwrap_or_else(|| self.column_on_screen()));
        self.set_selection(selection);
        self.goal_column = goal;
    }

    fn column_on_screen(&self) -> usize {
        let cursor = self.buffer.cursor();
        columns::column_of(self.buffer.line(cursor.line), cursor.column)
    }

    fn target(&self, motion: Motion, from: usize) -> usize {
        let text = self.buffer.rope().slice(..);
        match motion {
            Motion::Left => grapheme::previous_boundary(text, from),
            Motion::Right => grapheme::next_boundary(text, from),
            Motion::Up => self.lines_up(from, 1),
            Motion::Down => self.lines_down(from, 1),
            Motion::PageUp(lines) => self.lines_up(from, lines),
            Motion::PageDown(lines) => self.lines_down(from, lines),
            Motion::WordLeft => grapheme::previous_word_start(text, from),
            Motion::WordRight => grapheme::next_word_end(text, from),
            Motion::LineStart => self.line_start_toggled(from),
            Motion::LineEnd => self.buffer.line_end(self.buffer.line_of(from)),
            Motion::BufferStart => 0,
            Motion::BufferEnd => text.len_chars(),
            Motion::MatchingBracket => self.bracket_pair().map_or(from, |[_, matching]| matching),
        }
    }

    fn lines_up(&self, from: usize, lines: usize) -> usize {
        match self.buffer.line_of(from) {
            0 => 0,
            line => self.at_goal_column(line.saturating_sub(lines)),
        }
    }

    fn lines_down(&self, from: usize, lines: usize) -> usize {
        let last = self.buffer.line_count() - 1;
        match self.buffer.line_of(from) {
            line if line == last => self.buffer.rope().len_chars(),
            line => self.at_goal_column((line + lines).min(last)),
        }
    }

    fn at_goal_column(&self, line: usize) -> usize {
        let goal = self.goal_column.unwrap_or_else(|| self.column_on_screen());
        self.buffer.line_start(line) + columns::offset_at(self.buffer.line(line), goal)
    }

    fn line_start_toggled(&self, from: usize) -> usize {
        let line = self.buffer.line_of(from);
        let start = self.buffer.line_start(line);
        let blanks = self
            .buffer
            .line(line)
            .chars()
            .take_while(|character| character.is_whitespace())
            .count();
        if from == start + blanks {
            start
        } else {
            start + blanks
        }
    }

    pub(super) fn select_word(&mut self) {
        let (start, end) = grapheme::word_at(self.buffer.rope().slice(..), self.buffer.selection().head);
        self.set_selection(Selection::new(start, end));
    }
}

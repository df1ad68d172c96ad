//! Taking text away.

use std::ops::Range;

use super::Outcome;
use crate::editor::history::EditKind;
use crate::editor::selection::Selection;
use crate::editor::transaction::{Change, Transaction};
use crate::editor::{Editor, columns, grapheme};

impl Editor {
    /// Takes the selection; or else an indent step where only blanks are before the cursor; or else a character.
    pub(super) fn delete_backward(&mut self, now_ms: u64) -> Outcome {
        let head = self.buffer.selection().head;
        let start = self.indent_step_before(head);
        let start = start.unwrap_or_else(|| grapheme::previous_boundary(self.buffer.rope().slice(..), head));
        self.delete_selection_or(start..head, EditKind::DeletingBackward, now_ms)
    }

    pub(super) fn delete_forward(&mut self, now_ms: u64) -> Outcome {
        let head = self.buffer.selection().head;
        let end = grapheme::next_boundary(self.buffer.rope().slice(..), head);
        self.delete_selection_or(head..end, EditKind::DeletingForward, now_ms)
    }

    pub(super) fn delete_word_left(&mut self, now_ms: u64) -> Outcome {
        let head = self.buffer.selection().head;
        let start = grapheme::previous_word_start(self.buffer.rope().slice(..), head);
        self.delete_selection_or(start..head, EditKind::Whole, now_ms)
    }

    pub(super) fn delete_word_right(&mut self, now_ms: u64) -> Outcome {
        let head = self.buffer.selection().head;
        let end = grapheme::next_word_end(self.buffer.rope().slice(..), head);
        self.delete_selection_or(head..end, EditKind::Whole, now_ms)
    }

    pub(super) fn delete_to_line_end(&mut self, now_ms: u64) -> Outcome {
        let head = self.buffer.selection().head;
        let end = match self.buffer.line_end(self.buffer.line_of(head)) {
            end if end == head => grapheme::next_boundary(self.buffer.rope().slice(..), head),
            end => end,
        };
        self.delete_selection_or(head..end, EditKind::Whole, now_ms)
    }

    /// Takes the lines of the selection; the cursor keeps its column in the line that follows.
    pub(super) fn delete_lines(&mut self, now_ms: u64) -> Outcome {
        let (first, last) = self.selected_lines();
        let column = self.buffer.cursor().column;
        let mut range = self.buffer.line_start(first)..self.buffer.line_start(last + 1);
        if last + 1 == self.buffer.line_count() && first > 0 {
            // The last line has no ending of its own: the one before it goes.
            range.start = self.buffer.line_end(first - 1);
        }
        let following = if last + 1 < self.buffer.line_count() {
            last + 1
        } else {
            first.saturating_sub(1)
        };
        let kept = column.min(self.buffer.line(following).len_chars());
        let start = if following > last {
            range.start
        } else {
            self.buffer.line_start(following)
        };
        let after = if following == first { start } else { start + kept };
        self.delete(range, Selection::cursor(after), EditKind::Whole, now_ms)
    }

    fn delete_selection_or(&mut self, range: Range<usize>, kind: EditKind, now_ms: u64) -> Outcome {
        let selection = self.buffer.selection();
        if selection.is_empty() {
            let after = Selection::cursor(range.start);
            return self.delete(range, after, kind, now_ms);
        }
        self.delete(
            selection.range(),
            Selection::cursor(selection.start()),
            EditKind::Whole,
            now_ms,
        )
    }

    pub(super) fn delete(
        &mut self,
        range: Range<usize>,
        after: Selection,
        kind: EditKind,
        now_ms: u64,
    ) -> Outcome {
        let changed = self.apply(Transaction::single(Change::delete(range)), after, kind, now_ms);
        Outcome {
            changed,
            ..Outcome::default()
        }
    }

    /// Where the indent step that ends at `head` begins, when nothing but blanks is before it in its line.
    fn indent_step_before(&self, head: usize) -> Option<usize> {
        let line = self.buffer.line_of(head);
        let start = self.buffer.line_start(line);
        let before = self.buffer.line(line).slice(..head - start);
        if head == start || before.chars().any(|character| character != ' ') {
            return None;
        }
        let step = match self.indentation {
            crate::editor::indentation::Indentation::Spaces(count) => count,
            crate::editor::indentation::Indentation::Tab => columns::TAB_WIDTH,
        };
        let excess = (head - start) % step;
        Some(head - if excess == 0 { step } else { excess })
    }
}

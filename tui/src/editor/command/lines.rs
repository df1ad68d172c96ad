//! Whole lines: selecting, duplicating and moving them.

use super::Outcome;
use crate::editor::Editor;
use crate::editor::history::EditKind;
use crate::editor::selection::Selection;
use crate::editor::transaction::{Change, Transaction};

impl Editor {
    /// The first and the last line the selection is in. A line of which only the start is touched does not count.
    pub(super) fn selected_lines(&self) -> (usize, usize) {
        let selection = self.buffer.selection();
        let (first, last) = (
            self.buffer.line_of(selection.start()),
            self.buffer.line_of(selection.end()),
        );
        let ends_before = last > first && selection.end() == self.buffer.line_start(last);
        (first, if ends_before { last - 1 } else { last })
    }

    pub(super) fn select_lines(&mut self) {
        let (first, last) = self.selected_lines();
        self.set_selection(Selection::new(
            self.buffer.line_start(first),
            self.buffer.line_start(last + 1),
        ));
    }

    /// Puts a copy below; the selection moves to the copy.
    pub(super) fn duplicate_lines(&mut self, now_ms: u64) -> Outcome {
        let (first, last) = self.selected_lines();
        let end = self.buffer.line_end(last);
        let copied = self.buffer.rope().slice(self.buffer.line_start(first)..end);
        let text = format!("{}{copied}", self.buffer.line_ending().as_str());
        let length = text.chars().count();
        let Selection { anchor, head } = self.buffer.selection();
        let after = Selection::new(anchor + length, head + length);
        self.apply(
            Transaction::single(Change::insert(end, text)),
            after,
            EditKind::Whole,
            now_ms,
        );
        Outcome::changed()
    }

    pub(super) fn move_lines_up(&mut self, now_ms: u64) -> Outcome {
        let (first, last) = self.selected_lines();
        if first == 0 {
            return Outcome::default();
        }
        let above = self.buffer.line_start(first) - self.buffer.line_start(first - 1);
        self.rotate(first - 1, last, false, now_ms, |offset| offset - above)
    }

    pub(super) fn move_lines_down(&mut self, now_ms: u64) -> Outcome {
        let (first, last) = self.selected_lines();
        if last + 1 >= self.buffer.line_count() {
            return Outcome::default();
        }
        let ending = self.buffer.line_start(first + 1) - self.buffer.line_end(first);
        let below = self.buffer.line(last + 1).len_chars() + ending;
        self.rotate(first, last + 1, true, now_ms, |offset| offset + below)
    }

    /// Moves the last of the lines `first..=last` before the others, or the first behind them. Line endings stay
    /// where they are, so that a file without a final newline keeps being one.
    fn rotate(
        &mut self,
        first: usize,
        last: usize,
        last_to_front: bool,
        now_ms: u64,
        moved: impl Fn(usize) -> usize,
    ) -> Outcome {
        let mut texts: Vec<String> = (first..=last)
            .map(|line| self.buffer.line(line).to_string())
            .collect();
        if last_to_front {
            texts.rotate_right(1);
        } else {
            texts.rotate_left(1);
        }
        let mut text = String::new();
        for (line, content) in (first..=last).zip(texts) {
            text.push_str(&content);
            if line < last {
                text.extend(self.line_ending_of(line).chunks());
            }
        }
        let range = self.buffer.line_start(first)..self.buffer.line_end(last);
        let Selection { anchor, head } = self.buffer.selection();
        let after = Selection::new(moved(anchor), moved(head));
        self.apply(
            Transaction::single(Change::replace(range, text)),
            after,
            EditKind::Whole,
            now_ms,
        );
        Outcome::changed()
    }

    fn line_ending_of(&self, line: usize) -> ropey::RopeSlice<'_> {
        self.buffer
            .rope()
            .slice(self.buffer.line_end(line)..self.buffer.line_start(line + 1))
    }
}

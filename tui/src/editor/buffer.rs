//! The text being edited: a rope, its selection, its history, and the line ending it keeps.
//!
//! Every change goes through [`Buffer::apply`] as a [`Transaction`]. Knows nothing of keys, screens or files.

use ropey::{Rope, RopeSlice};

use super::history::{EditKind, History, Step};
use super::line_ending::LineEnding;
use super::position::Position;
use super::selection::Selection;
use super::transaction::{LineEdit, Transaction, line_content};

/// A text with one selection and its undo history. The text is kept as it came: line endings, tabs, control
/// characters and the presence or absence of a final newline.
#[derive(Debug, Clone, Default)]
pub struct Buffer {
    rope: Rope,
    selection: Selection,
    line_ending: LineEnding,
    history: History,
    version: u64,
    revision: u64,
    newest_revision: u64,
    saved_revision: u64,
}

impl Buffer {
    /// A buffer that holds `text`, cursor at the start, nothing to undo.
    pub fn from_text(text: &str) -> Self {
        Self {
            rope: Rope::from_str(text),
            line_ending: LineEnding::of(text),
            ..Self::default()
        }
    }

    /// The whole text, exactly as it would be written to a file.
    pub fn text(&self) -> String {
        self.rope.to_string()
    }

    /// The text as a rope.
    pub fn rope(&self) -> &Rope {
        &self.rope
    }

    /// A copy that shares the text with this buffer: costs under a microsecond, for work in the background.
    pub fn snapshot(&self) -> Rope {
        self.rope.clone()
    }

    /// Grows by one with every change of the text, undo and redo included: a result computed for another
    /// version is stale.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The ending given to new lines.
    pub fn line_ending(&self) -> LineEnding {
        self.line_ending
    }

    /// The number of lines; a final newline opens one more, empty, line.
    pub fn line_count(&self) -> usize {
        self.rope.len_lines()
    }

    /// The text of a line without its ending; empty past the last line.
    pub fn line(&self, line: usize) -> RopeSlice<'_> {
        line_content(self.rope.get_line(line).unwrap_or_else(|| self.rope.slice(..0)))
    }

    /// The offset of the first character of a line; the end of the text past the last line.
    pub fn line_start(&self, line: usize) -> usize {
        self.rope.try_line_to_char(line).unwrap_or(self.rope.len_chars())
    }

    /// The offset behind the last character of a line, before its ending.
    pub fn line_end(&self, line: usize) -> usize {
        self.line_start(line) + self.line(line).len_chars()
    }

    /// The line an offset is in.
    pub fn line_of(&self, offset: usize) -> usize {
        self.rope.char_to_line(offset.min(self.rope.len_chars()))
    }

    /// Line and column of an offset.
    pub fn position_of(&self, offset: usize) -> Position {
        let offset = offset.min(self.rope.len_chars());
        let line = self.line_of(offset);
        Position::new(line, offset - self.line_start(line))
    }

    /// The offset of a place; a line or column that does not exist counts as the nearest that does.
    pub fn offset_of(&self, position: Position) -> usize {
        let line = position.line.min(self.line_count() - 1);
        self.line_start(line) + position.column.min(self.line(line).len_chars())
    }

    /// The selection; its head is the cursor.
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// Where the cursor is.
    pub fn cursor(&self) -> Position {
        self.position_of(self.selection.head)
    }

    /// Moves the selection, kept within the text. The next edit begins a new undo step.
    pub fn set_selection(&mut self, selection: Selection) {
        let selection = selection.clamped(self.rope.len_chars());
        if selection != self.selection {
            self.selection = selection;
            self.history.seal();
        }
    }

    /// The selected text.
    pub fn selected_text(&self) -> String {
        self.rope.slice(self.selection.range()).to_string()
    }

    /// Whether the text differs from what was last marked as saved. Undoing back to it counts as unchanged.
    pub fn is_modified(&self) -> bool {
        self.revision != self.saved_revision
    }

    /// Notes that the text as it is now has been saved.
    pub fn mark_saved(&mut self) {
        self.saved_revision = self.revision;
        self.history.seal();
    }

    /// Changes the text, sets the selection and keeps the change for undo. `now_ms` is any clock that only goes
    /// forward, in milliseconds. Returns the lines touched, as [`Transaction::apply`] does.
    pub fn apply(
        &mut self,
        transaction: Transaction,
        after: Selection,
        kind: EditKind,
        now_ms: u64,
    ) -> Vec<LineEdit> {
        if transaction.is_empty() {
            self.set_selection(after);
            return Vec::new();
        }
        let inverse = transaction.invert(&self.rope);
        let edits = self.change(&transaction);
        let after = after.clamped(self.rope.len_chars());
        self.newest_revision += 1;
        self.history.push(Step {
            forward: transaction,
            inverse,
            before: self.selection,
            after,
            kind,
            at_ms: now_ms,
            from_revision: self.revision,
            to_revision: self.newest_revision,
        });
        self.revision = self.newest_revision;
        self.selection = after;
        edits
    }

    /// Takes the newest step back; `None` when there is nothing to undo.
    pub fn undo(&mut self) -> Option<Vec<LineEdit>> {
        let step = self.history.undo()?;
        let edits = self.change(&step.inverse);
        self.selection = step.before;
        self.revision = step.from_revision;
        Some(edits)
    }

    /// Does the step undone last again; `None` when there is none.
    pub fn redo(&mut self) -> Option<Vec<LineEdit>> {
        let step = self.history.redo()?;
        let edits = self.change(&step.forward);
        self.selection = step.after;
        self.revision = step.to_revision;
        Some(edits)
    }

    fn change(&mut self, transaction: &Transaction) -> Vec<LineEdit> {
        self.version += 1;
        transaction.apply(&mut self.rope)
    }
}

#[cfg(test)]
mod tests;

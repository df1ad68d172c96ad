//! What a key, a mouse or a `:` command can ask of the editor, and what comes of it.

mod clipboard;
mod deletion;
mod indent;
mod insertion;
mod lines;
mod motion;
mod searching;

use super::Editor;
use super::history::EditKind;
use super::position::Position;
use super::search::Query;
use super::selection::Selection;
use super::transaction::{Bias, Transaction};

/// A way the cursor can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// One character (grapheme) back.
    Left,
    /// One character (grapheme) on.
    Right,
    /// One line up, keeping the column on screen.
    Up,
    /// One line down, keeping the column on screen.
    Down,
    /// To the start of the word before.
    WordLeft,
    /// To the end of the word after.
    WordRight,
    /// To the first character that is not blank; from there to the start of the line.
    LineStart,
    /// To the end of the line.
    LineEnd,
    /// That many lines up.
    PageUp(usize),
    /// That many lines down.
    PageDown(usize),
    /// To the start of the text.
    BufferStart,
    /// To the end of the text.
    BufferEnd,
    /// To the bracket that matches the one at the cursor.
    MatchingBracket,
}

/// Something the editor can be told to do.
#[derive(Debug, Clone, PartialEq)]
pub enum EditorCommand {
    /// Puts typed text in the place of the selection.
    Insert(String),
    /// Puts pasted text in the place of the selection, sanitised, as one undo step.
    Paste(String),
    /// A new line, indented as Python wants it.
    Newline,
    /// Takes the selection, or the character before the cursor, or an indent step of leading blanks.
    Backspace,
    /// Takes the selection or the character after the cursor.
    Delete,
    /// Takes the word before the cursor.
    DeleteWordLeft,
    /// Takes the word after the cursor.
    DeleteWordRight,
    /// Takes the rest of the line; at its end, the line ending.
    DeleteToLineEnd,
    /// Takes the lines of the selection.
    DeleteLine,
    /// Moves the cursor and selects nothing.
    Move(Motion),
    /// Moves the head of the selection.
    Select(Motion),
    /// Selects the whole text.
    SelectAll,
    /// Selects the lines of the selection, endings included.
    SelectLine,
    /// Selects the word at the cursor.
    SelectWord,
    /// Selects nothing; the cursor stays.
    ClearSelection,
    /// Puts the cursor somewhere (a click).
    GoTo(Position),
    /// Moves the head of the selection somewhere (a drag).
    SelectTo(Position),
    /// Puts the cursor at the start of a line, counted from 1 as people do.
    GoToLine(usize),
    /// Indents the lines of a selection that spans lines; otherwise puts blanks up to the next indent step.
    Indent,
    /// Takes one indent step from the lines of the selection.
    Dedent,
    /// Makes comments of the lines of the selection, or code again when all are comments.
    ToggleComment,
    /// Puts a copy of the lines of the selection below.
    DuplicateLine,
    /// Swaps the lines of the selection with the line above.
    MoveLineUp,
    /// Swaps the lines of the selection with the line below.
    MoveLineDown,
    /// Makes prepared changes as one undo step; the cursor stays with the text it is in.
    Apply(Transaction),
    /// Takes the newest edit back.
    Undo,
    /// Does the edit undone last again.
    Redo,
    /// Searches from the cursor on and remembers what for.
    Find(Query),
    /// Goes to the next match, from the end on at the start.
    FindNext,
    /// Goes to the previous match, from the start on at the end.
    FindPrevious,
    /// Forgets what was searched for.
    ClearSearch,
    /// Replaces the selected match and goes to the next; `$1` means a group when the search is a regex.
    Replace(String),
    /// Replaces every match as one undo step.
    ReplaceAll(String),
    /// Takes the selection, or the line when nothing is selected, and returns it.
    Cut,
    /// Returns the selection, or the line when nothing is selected.
    Copy,
}

/// What came of a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Whether the text changed.
    pub changed: bool,
    /// Text for the clipboard.
    pub clipboard: Option<String>,
    /// A sentence for the person: lower-case, no full stop.
    pub message: Option<String>,
}

impl Outcome {
    /// The text changed.
    pub(crate) fn changed() -> Self {
        Self {
            changed: true,
            ..Self::default()
        }
    }

    /// Nothing changed, and this is why.
    pub(crate) fn message(message: impl Into<String>) -> Self {
        Self {
            message: Some(message.into()),
            ..Self::default()
        }
    }
}

impl Editor {
    /// Does what `command` says. `now_ms` is any clock that only goes forward, in milliseconds: it tells which typed
    /// characters make one undo step.
    pub fn execute(&mut self, command: EditorCommand, now_ms: u64) -> Outcome {
        let outcome = self.dispatch(command, now_ms);
        self.scroll_to_cursor();
        outcome
    }

    fn dispatch(&mut self, command: EditorCommand, now_ms: u64) -> Outcome {
        use EditorCommand as Command;
        match command {
            Command::Insert(text) => self.insert_typed(&text, now_ms),
            Command::Paste(text) => self.paste(&text, now_ms),
            Command::Newline => self.insert_newline(now_ms),
            Command::Backspace => self.delete_backward(now_ms),
            Command::Delete => self.delete_forward(now_ms),
            Command::DeleteWordLeft => self.delete_word_left(now_ms),
            Command::DeleteWordRight => self.delete_word_right(now_ms),
            Command::DeleteToLineEnd => self.delete_to_line_end(now_ms),
            Command::DeleteLine => self.delete_lines(now_ms),
            Command::Indent => self.indent(now_ms),
            Command::Dedent => self.dedent(now_ms),
            Command::ToggleComment => self.toggle_comment(now_ms),
            Command::DuplicateLine => self.duplicate_lines(now_ms),
            Command::MoveLineUp => self.move_lines_up(now_ms),
            Command::MoveLineDown => self.move_lines_down(now_ms),
            Command::Apply(transaction) => self.apply_whole(transaction, now_ms),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Find(query) => self.find(query),
            Command::FindNext => self.find_next(),
            Command::FindPrevious => self.find_previous(),
            Command::Replace(replacement) => self.replace(&replacement, now_ms),
            Command::ReplaceAll(replacement) => self.replace_all(&replacement, now_ms),
            Command::Cut => self.cut(now_ms),
            Command::Copy => self.copy(),
            other => self.execute_selecting(&other),
        }
    }

    /// The commands that only move the selection.
    fn execute_selecting(&mut self, command: &EditorCommand) -> Outcome {
        use EditorCommand as Command;
        let Selection { anchor, head } = self.buffer.selection();
        match command {
            Command::Move(motion) => self.move_cursor(*motion),
            Command::Select(motion) => self.move_head(*motion),
            Command::SelectAll => self.set_selection(Selection::new(0, self.buffer.rope().len_chars())),
            Command::SelectLine => self.select_lines(),
            Command::SelectWord => self.select_word(),
            Command::ClearSelection => self.set_selection(Selection::cursor(head)),
            Command::GoTo(position) => {
                self.set_selection(Selection::cursor(self.buffer.offset_of(*position)));
            }
            Command::SelectTo(position) => {
                self.set_selection(Selection::new(anchor, self.buffer.offset_of(*position)));
            }
            Command::GoToLine(line) => return self.go_to_line(*line),
            Command::ClearSearch => self.query = None,
            _ => {}
        }
        Outcome::default()
    }

    fn apply_whole(&mut self, transaction: Transaction, now_ms: u64) -> Outcome {
        let head = transaction.map_offset(self.buffer.selection().head, Bias::Before);
        if self.apply(transaction, Selection::cursor(head), EditKind::Whole, now_ms) {
            Outcome::changed()
        } else {
            Outcome::default()
        }
    }

    fn undo(&mut self) -> Outcome {
        self.goal_column = None;
        let Some(edits) = self.buffer.undo() else {
            return Outcome::message("nothing to undo");
        };
        self.edited(&edits);
        Outcome::changed()
    }

    fn redo(&mut self) -> Outcome {
        self.goal_column = None;
        let Some(edits) = self.buffer.redo() else {
            return Outcome::message("nothing to redo");
        };
        self.edited(&edits);
        Outcome::changed()
    }

    fn go_to_line(&mut self, line: usize) -> Outcome {
        let count = self.buffer.line_count();
        self.set_selection(Selection::cursor(
            self.buffer.line_start(line.clamp(1, count) - 1),
        ));
        if (1..=count).contains(&line) {
            return Outcome::default();
        }
        Outcome::message(format!("there is no line {line}: the file has {count}"))
    }
}

//! Putting text in: typed, pasted, and new lines with the indent that fits.

use std::borrow::Cow;

use super::Outcome;
use crate::editor::Editor;
use crate::editor::highlight::TokenKind;
use crate::editor::history::EditKind;
use crate::editor::indentation::{self, NextLine};
use crate::editor::language::Language;
use crate::editor::sanitise::sanitise;
use crate::editor::selection::Selection;
use crate::editor::transaction::{Change, Transaction};

impl Editor {
    pub(super) fn insert_typed(&mut self, text: &str, now_ms: u64) -> Outcome {
        let is_one_line = !text.contains(['\n', '\r']);
        let kind = if is_one_line {
            EditKind::Typing
        } else {
            EditKind::Whole
        };
        self.insert_sanitised(text, kind, now_ms)
    }

    pub(super) fn paste(&mut self, text: &str, now_ms: u64) -> Outcome {
        self.insert_sanitised(text, EditKind::Whole, now_ms)
    }

    fn insert_sanitised(&mut self, text: &str, kind: EditKind, now_ms: u64) -> Outcome {
        let clean = sanitise(text, self.buffer.line_ending());
        let changed = self.replace_selection(clean.text, kind, now_ms);
        let message = match clean.removed {
            0 => None,
            1 => Some("1 control character removed".to_owned()),
            count => Some(format!("{count} control characters removed")),
        };
        Outcome {
            changed,
            message,
            clipboard: None,
        }
    }

    /// Puts `text` in the place of the selection, cursor behind it.
    pub(super) fn replace_selection(&mut self, text: String, kind: EditKind, now_ms: u64) -> bool {
        let selection = self.buffer.selection();
        let after = Selection::cursor(selection.start() + text.chars().count());
        self.apply(
            Transaction::single(Change::replace(selection.range(), text)),
            after,
            kind,
            now_ms,
        )
    }

    /// A new line, indented as the line before asks for. A closing bracket right behind an opening one goes to a
    /// line of its own.
    pub(super) fn insert_newline(&mut self, now_ms: u64) -> Outcome {
        let selection = self.buffer.selection();
        let line = self.buffer.line_of(selection.start());
        let column = selection.start() - self.buffer.line_start(line);
        let before = self.buffer.line(line).slice(..column).to_string();
        let blanks = &before[..before.len() - before.trim_start_matches([' ', '\t']).len()];
        let next = self.next_line(line, &before);
        let indent = match next {
            NextLine::Deeper => Cow::Owned(self.indentation.deeper(blanks)),
            NextLine::Same => Cow::Borrowed(blanks),
            NextLine::Shallower => Cow::Owned(self.indentation.shallower(blanks)),
        };
        let ending = self.buffer.line_ending().as_str();
        let inserted = format!("{ending}{indent}");
        let after = Selection::cursor(selection.start() + inserted.chars().count());
        let closing = if next == NextLine::Deeper && self.closes_bracket(selection.end(), &before) {
            format!("{ending}{blanks}")
        } else {
            String::new()
        };
        let change = Change::replace(selection.range(), inserted + &closing);
        self.apply(Transaction::single(change), after, EditKind::Whole, now_ms);
        Outcome::changed()
    }

    fn next_line(&self, line: usize, before: &str) -> NextLine {
        let spans = self.highlighter.spans(line);
        let length = before.chars().count();
        let comment = spans
            .iter()
            .find(|span| span.kind == TokenKind::Comment && (span.start as usize) < length);
        let code: String = match comment {
            // A docstring is a comment to the grammar; it says nothing about the next line, as no comment does.
            Some(span) => before.chars().take(span.start as usize).collect(),
            None => before.to_owned(),
        };
        let trimmed = code.trim_end();
        let last = trimmed.chars().count().saturating_sub(1);
        if trimmed.is_empty() || (trimmed.ends_with([':', '(', '[', '{']) && self.is_string(line, last)) {
            return NextLine::Same;
        }
        match self.language {
            Language::Python => indentation::after_python(trimmed),
            Language::PlainText => NextLine::Same,
            _ => indentation::after_brackets(trimmed),
        }
    }

    fn is_string(&self, line: usize, column: usize) -> bool {
        self.highlighter.kind_at(line, column) == TokenKind::String
    }

    fn closes_bracket(&self, offset: usize, before: &str) -> bool {
        let next = self.buffer.rope().get_char(offset);
        let last = before.trim_end().chars().next_back();
        matches!(
            (last, next),
            (Some('('), Some(')')) | (Some('['), Some(']')) | (Some('{'), Some('}'))
        )
    }
}

//! Which token each stretch of code is: parse states kept per line, redone from an edit until they converge.
//!
//! Lines on screen come first; the rest is worked off in slices. The states hold handles of the regular expression
//! engine and so cannot move between threads: a highlighter stays on the thread it was made on.

mod line_parser;
mod scopes;
mod soft_keywords;
mod token;

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use ropey::Rope;

use self::line_parser::{LineParser, LineState};
pub use self::token::{TokenKind, TokenSpan};
use super::language::Language;
use super::transaction::LineEdit;

/// Lines before the screen that are still caught up with at once instead of guessing the state at its top.
const CATCH_UP_LINES: usize = 64;

/// What is known of one line.
#[derive(Debug, Clone, Default)]
struct Line {
    /// The state behind the line, computed from the stored state of the line before unless the line is dirty.
    end: Option<Rc<LineState>>,
    spans: Box<[TokenSpan]>,
    /// Whether `spans` belong to the text of the line, though perhaps to a guessed state.
    shown: bool,
}

/// What a slice of work came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Whether lines are left to do.
    pub more: bool,
    /// The lines whose colours changed.
    pub changed: Range<usize>,
}

/// The tokens of a text, kept up to date with its edits.
#[derive(Debug, Clone)]
pub struct Highlighter {
    parser: Option<LineParser>,
    lines: Vec<Line>,
    /// Lines to do again from the stored state of the line before.
    dirty: BTreeSet<usize>,
}

impl Highlighter {
    /// A highlighter of a text of `line_count` lines, with everything still to do.
    pub fn new(language: Language, line_count: usize) -> Self {
        let parser = LineParser::new(language);
        let dirty = parser.iter().map(|_| 0).collect();
        Self {
            parser,
            lines: vec![Line::default(); line_count],
            dirty,
        }
    }

    /// Takes note of edits, in the order [`super::transaction::Transaction::apply`] returns them.
    pub fn edited(&mut self, edits: &[LineEdit]) {
        for edit in edits {
            self.edited_once(*edit);
        }
    }

    fn edited_once(&mut self, edit: LineEdit) {
        let LineEdit {
            first,
            last_before,
            last_after,
        } = edit;
        // The state behind the last line stays, to be compared with: equal again means the rest still holds.
        let end = self.lines.get_mut(last_before).and_then(|line| line.end.take());
        let mut fresh = vec![Line::default(); last_after - first + 1];
        if let Some(last) = fresh.last_mut() {
            last.end = end;
        }
        let behind = (last_before + 1).min(self.lines.len());
        self.lines.splice(first.min(behind)..behind, fresh);
        if self.parser.is_some() {
            let moved = |line: usize| {
                if line > last_before {
                    line + last_after - last_before
                } else {
                    line
                }
            };
            let kept = self
                .dirty
                .iter()
                .filter(|line| !(first..=last_before).contains(*line));
            self.dirty = kept.map(|line| moved(*line)).chain([first]).collect();
        }
    }

    /// The tokens of a line, in order; none where nothing is known yet. Unmarked stretches are plain.
    pub fn spans(&self, line: usize) -> &[TokenSpan] {
        self.lines.get(line).map_or(&[], |line| &line.spans)
    }

    /// The kind of the character at `column` of `line`.
    pub fn kind_at(&self, line: usize, column: usize) -> TokenKind {
        let covers = |span: &&TokenSpan| (span.start as usize..span.end as usize).contains(&column);
        self.spans(line)
            .iter()
            .find(covers)
            .map_or(TokenKind::Plain, |span| span.kind)
    }

    /// Whether lines are left to do.
    pub fn has_work(&self) -> bool {
        !self.dirty.is_empty()
    }

    /// Makes sure that the lines on screen have tokens: exact ones where the work is close by, otherwise those
    /// that follow from the best known state above.
    pub fn show(&mut self, rope: &Rope, lines: Range<usize>) {
        let lines = lines.start.min(self.lines.len())..lines.end.min(self.lines.len());
        while let Some(&line) = self.dirty.first() {
            if line >= lines.end || line + CATCH_UP_LINES < lines.start {
                break;
            }
            self.redo_first(rope);
        }
        self.guess(rope, lines);
    }

    /// Does up to `budget` lines (about 30 µs each).
    pub fn work(&mut self, rope: &Rope, budget: usize) -> Progress {
        let mut changed = 0..0;
        for _ in 0..budget {
            if self.dirty.is_empty() {
                break;
            }
            if let Some((line, true)) = self.redo_first(rope) {
                let first = if changed.is_empty() { line } else { changed.start };
                changed = first..line + 1;
            }
        }
        Progress {
            more: self.has_work(),
            changed,
        }
    }

    /// Does the first dirty line again; says which it was and whether its tokens changed.
    fn redo_first(&mut self, rope: &Rope) -> Option<(usize, bool)> {
        let index = self.dirty.pop_first()?;
        let parser = self.parser.as_mut()?;
        let before = index
            .checked_sub(1)
            .and_then(|before| self.lines.get(before)?.end.clone());
        let start = before.unwrap_or_else(|| parser.initial());
        let line = self.lines.get_mut(index)?;
        let (end, spans) = parser.parse(&start, rope.get_line(index)?);
        let converged = line
            .end
            .as_ref()
            .is_some_and(|old| Rc::ptr_eq(old, &end) || **old == *end);
        let changed = !line.shown || *line.spans != *spans;
        if !converged {
            line.end = Some(end);
        }
        line.spans = spans;
        line.shown = true;
        if !converged && index + 1 < self.lines.len() {
            self.dirty.insert(index + 1);
        }
        Some((index, changed))
    }

    /// Gives tokens to lines that have none, without claiming that the states are right.
    fn guess(&mut self, rope: &Rope, lines: Range<usize>) {
        let Some(parser) = self.parser.as_mut() else {
            return;
        };
        let mut state = None;
        for index in lines {
            let before = index
                .checked_sub(1)
                .and_then(|before| self.lines.get(before)?.end.clone());
            let Some(line) = self.lines.get_mut(index) else {
                return;
            };
            if line.shown {
                state = None;
                continue;
            }
            let start = state.take().or(before).unwrap_or_else(|| parser.initial());
            let Some(text) = rope.get_line(index) else { return };
            let (end, spans) = parser.parse(&start, text);
            line.spans = spans;
            line.shown = true;
            state = Some(end);
        }
    }
}

#[cfg(test)]
mod tests;

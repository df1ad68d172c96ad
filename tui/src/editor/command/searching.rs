//! Finding and replacing.

use std::ops::Range;

use super::Outcome;
use crate::editor::Editor;
use crate::editor::history::EditKind;
use crate::editor::sanitise::sanitise;
use crate::editor::search::Query;
use crate::editor::selection::Selection;
use crate::editor::transaction::{Bias, Change, Transaction};

/// Which match to go to.
#[derive(Clone, Copy)]
enum Direction {
    /// The first that begins at or behind an offset.
    From(usize),
    /// The last that ends at or before an offset.
    Before(usize),
}

impl Editor {
    pub(super) fn find(&mut self, query: Query) -> Outcome {
        self.query = Some(query);
        self.go_to_match(Direction::From(self.buffer.selection().start()))
    }

    pub(super) fn find_next(&mut self) -> Outcome {
        self.go_to_match(Direction::From(self.buffer.selection().end()))
    }

    pub(super) fn find_previous(&mut self) -> Outcome {
        self.go_to_match(Direction::Before(self.buffer.selection().start()))
    }

    fn go_to_match(&mut self, direction: Direction) -> Outcome {
        let Some(query) = &self.query else {
            return Outcome::message("nothing to search for");
        };
        let matches = self.all_matches(query, &self.buffer.text());
        if matches.is_empty() {
            return Outcome::message(format!("no match for \"{}\"", query.pattern()));
        }
        let (found, wrapped) = match direction {
            Direction::From(offset) => match matches.partition_point(|found| found.start < offset) {
                place if place < matches.len() => (place, ""),
                _ => (0, ", from the top again"),
            },
            Direction::Before(offset) => match matches.partition_point(|found| found.end <= offset) {
                0 => (matches.len() - 1, ", from the bottom again"),
                place => (place - 1, ""),
            },
        };
        self.set_selection(Selection::new(matches[found].start, matches[found].end));
        Outcome::message(format!("match {} of {}{wrapped}", found + 1, matches.len()))
    }

    /// The matches as offsets; `text` is the whole text.
    fn all_matches(&self, query: &Query, text: &str) -> Vec<Range<usize>> {
        let rope = self.buffer.rope();
        let offsets = |found: Range<usize>| rope.byte_to_char(found.start)..rope.byte_to_char(found.end);
        query.matches(text).map(offsets).collect()
    }

    /// Replaces the selection if it is a match, then goes to the next one.
    pub(super) fn replace(&mut self, replacement: &str, now_ms: u64) -> Outcome {
        let Some(query) = self.query.clone() else {
            return Outcome::message("nothing to search for");
        };
        let text = self.buffer.text();
        let selected = self.buffer.selection().range();
        let is_match = self.all_matches(&query, &text).contains(&selected);
        if !is_match {
            return self.find_next();
        }
        let start = self.buffer.rope().char_to_byte(selected.start);
        let expanded = self.replacement(&query, &text, start, replacement);
        let changed = self.replace_selection(expanded, EditKind::Whole, now_ms);
        Outcome {
            changed,
            ..self.find_next()
        }
    }

    pub(super) fn replace_all(&mut self, replacement: &str, now_ms: u64) -> Outcome {
        let Some(query) = self.query.clone() else {
            return Outcome::message("nothing to search for");
        };
        let text = self.buffer.text();
        let rope = self.buffer.rope();
        let change = |found: Range<usize>| {
            let new = self.replacement(&query, &text, found.start, replacement);
            Change::replace(rope.byte_to_char(found.start)..rope.byte_to_char(found.end), new)
        };
        let transaction = Transaction::new(query.matches(&text).map(change).collect());
        let count = transaction.changes().len();
        if count == 0 {
            return Outcome::message(format!("no match for \"{}\"", query.pattern()));
        }
        let after = transaction.map_offset(self.buffer.selection().head, Bias::Before);
        let changed = self.apply(transaction, Selection::cursor(after), EditKind::Whole, now_ms);
        Outcome {
            changed,
            ..Outcome::message(format!("{count} replaced"))
        }
    }

    fn replacement(&self, query: &Query, text: &str, start: usize, template: &str) -> String {
        sanitise(&query.expand(text, start, template), self.buffer.line_ending()).text
    }
}

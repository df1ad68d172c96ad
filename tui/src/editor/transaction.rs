//! Edits as values: a list of replacements that can be applied, inverted and composed.
//!
//! Undo, redo and a replace-all are all the same thing, a [`Transaction`]. Knows nothing of cursors or history.

mod compose;

use std::ops::Range;

use ropey::{Rope, RopeSlice};

/// Replaces the characters of `range`, counted before the transaction, by `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The characters that go, as offsets into the text before the transaction.
    pub range: Range<usize>,
    /// What comes in their place.
    pub text: String,
}

impl Change {
    /// Puts `text` in at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self {
            range: offset..offset,
            text: text.into(),
        }
    }

    /// Takes the characters of `range` out.
    pub fn delete(range: Range<usize>) -> Self {
        Self {
            range,
            text: String::new(),
        }
    }

    /// Puts `text` in the place of `range`.
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            range,
            text: text.into(),
        }
    }

    fn is_empty(&self) -> bool {
        self.range.is_empty() && self.text.is_empty()
    }
}

/// Which side an offset stays on when text is put in exactly there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bias {
    /// The offset stays before the new text.
    Before,
    /// The offset moves behind the new text.
    After,
}

/// Whole lines that one change replaced: `first..=last_before` became `first..=last_after`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineEdit {
    /// The first line touched, the same before and after.
    pub first: usize,
    /// The last line touched, counted before the change.
    pub last_before: usize,
    /// The last line touched, counted after the change.
    pub last_after: usize,
}

/// Changes in ascending order that do not overlap, all counted in the text before any of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Transaction {
    changes: Vec<Change>,
}

impl Transaction {
    /// Sorts `changes`; those that do nothing, or overlap an earlier one, are left out.
    pub fn new(mut changes: Vec<Change>) -> Self {
        changes.retain(|change| !change.is_empty());
        changes.sort_by_key(|change| (change.range.start, change.range.end));
        let mut end = 0;
        changes.retain(|change| {
            let follows = change.range.start >= end;
            end = if follows { change.range.end } else { end };
            follows
        });
        Self { changes }
    }

    /// The transaction of a single change.
    pub fn single(change: Change) -> Self {
        Self::new(vec![change])
    }

    /// The changes, lowest first.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The bytes of text it carries: what keeping it in a history costs.
    pub fn text_bytes(&self) -> usize {
        self.changes.iter().map(|change| change.text.len()).sum()
    }

    /// Changes `rope`, last change first, and says which lines each change touched, in that order: each line edit
    /// counts lines in the text as the ones before it left it. Offsets past the end count as the end.
    pub fn apply(&self, rope: &mut Rope) -> Vec<LineEdit> {
        self.changes
            .iter()
            .rev()
            .map(|change| apply_change(rope, change))
            .collect()
    }

    /// The transaction that takes this one back. `before` is the text it has not been applied to yet.
    #[must_use]
    pub fn invert(&self, before: &Rope) -> Self {
        let mut inverse = Vec::with_capacity(self.changes.len());
        let (mut removed, mut added) = (0, 0);
        for change in &self.changes {
            let range = within(change.range.clone(), before.len_chars());
            let start = range.start - removed + added;
            let length = change.text.chars().count();
            removed += range.len();
            added += length;
            inverse.push(Change::replace(
                start..start + length,
                before.slice(range).to_string(),
            ));
        }
        Self { changes: inverse }
    }

    /// Where `offset` of the text before is in the text after. An offset inside a replaced stretch moves to one
    /// end of what replaced it.
    pub fn map_offset(&self, offset: usize, bias: Bias) -> usize {
        let (mut removed, mut added) = (0, 0);
        for change in &self.changes {
            let Range { start, end } = change.range;
            if offset < start || (offset == start && bias == Bias::Before) {
                break;
            }
            if offset < end && bias == Bias::Before {
                return start + added - removed;
            }
            let length = change.text.chars().count();
            if offset < end {
                return start + added - removed + length;
            }
            removed += end - start;
            added += length;
        }
        offset + added - removed
    }
}

fn apply_change(rope: &mut Rope, change: &Change) -> LineEdit {
    let range = within(change.range.clone(), rope.len_chars());
    // Behind a `\r` the change decides whether that is half of a `\r\n`, so the line it ends is touched too.
    let behind_return = range.start > 0 && rope.char(range.start - 1) == '\r';
    let first = rope.char_to_line(range.start - usize::from(behind_return));
    let last_before = rope.char_to_line(range.end);
    let end_after = range.start + change.text.chars().count();
    rope.remove(range.clone());
    rope.insert(range.start, &change.text);
    LineEdit {
        first,
        last_before,
        last_after: rope.char_to_line(end_after),
    }
}

fn within(range: Range<usize>, length: usize) -> Range<usize> {
    range.start.min(length)..range.end.min(length)
}

/// The text of a line without its line ending.
pub(crate) fn line_content(line: RopeSlice<'_>) -> RopeSlice<'_> {
    let mut end = line.len_chars();
    if end > 0 && line.char(end - 1) == '\n' {
        end -= 1;
    }
    if end > 0 && line.char(end - 1) == '\r' {
        end -= 1;
    }
    line.slice(..end)
}

#[cfg(test)]
mod tests;

//! One Python file as text: decoding, and places in it.

mod encoding;
mod lines;

use std::cell::OnceCell;
use std::ops::Range;

use rustpython_ruff_text_size::TextRange;

pub(crate) use encoding::{Decoded, EncodingFault, decode};
pub(crate) use lines::LineIndex;

use crate::diagnostic::{Diagnostic, Position};
use crate::rules::Rule;

/// The text of one file with the path it has in the project.
pub(crate) struct Source<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
    /// Whether every character is one byte, which spares looking for others.
    pub(crate) is_ascii: bool,
    /// Made when the first place is asked for: most files have nothing to point at.
    lines: OnceCell<LineIndex>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(path: &'a str, text: &'a str) -> Self {
        Self {
            path,
            text,
            is_ascii: text.is_ascii(),
            lines: OnceCell::new(),
        }
    }

    /// Where a byte offset is; offsets past the end are the end.
    pub(crate) fn position(&self, offset: usize) -> Position {
        self.lines().position(self.text, offset)
    }

    /// The line of a byte offset, from 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.lines().line(offset)
    }

    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(self.text))
    }

    /// The text at a range of the tree.
    pub(crate) fn slice(&self, range: TextRange) -> &'a str {
        self.text.get(bytes(range)).unwrap_or_default()
    }

    /// A finding of `rule` at a byte range of this file.
    pub(crate) fn diagnostic(
        &self,
        rule: &Rule,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        let range = self.clamp(range);
        Diagnostic {
            code: rule.code,
            severity: rule.severity,
            file: self.path.to_owned(),
            start: self.position(range.start),
            end: self.position(range.end),
            range,
            message: message.into(),
            help: None,
            fix: None,
        }
    }

    /// The nearest range that lies inside the text and on character boundaries.
    fn clamp(&self, range: Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(range.start);
        let end = self.text.ceil_char_boundary(range.end.max(start));
        start..end
    }
}

/// A range of the tree in bytes.
pub(crate) fn bytes(range: TextRange) -> Range<usize> {
    range.start().to_usize()..range.end().to_usize()
}

//! A finding about the code, as the pane draws it.

use super::position::Position;
use super::transaction::LineEdit;

/// How bad it is, worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Information,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

/// A finding about a stretch of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where it begins.
    pub start: Position,
    /// Where it ends, exclusive; equal to `start` for a place between characters.
    pub end: Position,
    /// How bad it is.
    pub severity: Severity,
    /// What is said about it.
    pub message: String,
}

impl Diagnostic {
    /// Whether it says something about `line`.
    pub fn touches(&self, line: usize) -> bool {
        let ends_before_line =
            self.end.column == 0 && self.end.line > self.start.line && self.end.line == line;
        self.start.line <= line && line <= self.end.line && !ends_before_line
    }
}

/// The worst finding about a line, the first of them where several are as bad.
pub fn worst_at_line(diagnostics: &[Diagnostic], line: usize) -> Option<&Diagnostic> {
    let here = diagnostics.iter().filter(|diagnostic| diagnostic.touches(line));
    here.rev().max_by_key(|diagnostic| diagnostic.severity)
}

impl Diagnostic {
    /// Moves with the lines it is on when lines above were added or taken away.
    pub(crate) fn follow(&mut self, edit: LineEdit) {
        for place in [&mut self.start, &mut self.end] {
            if place.line > edit.last_before {
                place.line = place.line + edit.last_after - edit.last_before;
            }
        }
    }
}

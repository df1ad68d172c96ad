//! Places in a text as people and checkers name them: line and column.

/// A place in the text: zero-based line, and zero-based column in characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Line, from 0.
    pub line: usize,
    /// Column in characters, from 0.
    pub column: usize,
}

impl Position {
    /// The place at `line` and `column`, both from 0.
    pub fn new(line: usize, column: usize) -> Self {
        Self { line, column }
    }
}

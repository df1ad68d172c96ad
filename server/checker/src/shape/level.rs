//! What is open at one moment of the scan: brackets, f-strings, and the braces inside those.

/// One open thing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    pub(super) kind: Kind,
    /// Offset of the character that opened it.
    pub(super) start: usize,
    /// Operators seen in it since the last comma that ended an element.
    pub(super) count: usize,
    /// Depth of the deepest thing closed in it since then: what follows may be wrapped around it.
    pub(super) inner: usize,
    /// Depth of its deepest element that has ended.
    pub(super) ended: usize,
    /// `lambda`s whose colon has not come yet: their commas end nothing.
    pub(super) lambdas: usize,
    /// A `yield` swallows the commas behind it.
    pub(super) sticky: bool,
}

/// What kind of thing is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The file itself.
    Base,
    /// A bracket, with the byte that closes it.
    Bracket(u8),
    /// The text of an f-string or t-string.
    Text(Quote),
    /// A replacement field of an f-string; `true` once its format specification has begun.
    Field(bool),
}

/// How a string is delimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    pub(super) byte: u8,
    pub(super) triple: bool,
    pub(super) raw: bool,
}

impl Level {
    pub(super) fn new(kind: Kind, start: usize) -> Self {
        Self {
            kind,
            start,
            count: 0,
            inner: 0,
            ended: 0,
            lambdas: 0,
            sticky: false,
        }
    }

    /// Depth of the element that has not ended yet.
    pub(super) fn depth(&self) -> usize {
        self.count + self.inner
    }
}

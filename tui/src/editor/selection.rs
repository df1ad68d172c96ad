//! The one selection of a buffer: two places between characters.

use std::ops::Range;

/// The selected stretch of text, as character offsets. `head` is where the cursor is drawn; it is
/// equal to `anchor` when nothing is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// The end that stays while the selection grows.
    pub anchor: usize,
    /// The end that moves: the cursor.
    pub head: usize,
}

impl Selection {
    /// An empty selection: a cursor at `offset`.
    pub fn cursor(offset: usize) -> Self {
        Self {
            anchor: offset,
            head: offset,
        }
    }

    /// The selection from `anchor` to `head`, in either order.
    pub fn new(anchor: usize, head: usize) -> Self {
        Self { anchor, head }
    }

    /// Whether nothing is selected.
    pub fn is_empty(self) -> bool {
        self.anchor == self.head
    }

    /// The lower end.
    pub fn start(self) -> usize {
        self.anchor.min(self.head)
    }

    /// The upper end.
    pub fn end(self) -> usize {
        self.anchor.max(self.head)
    }

    /// The selected characters, lower end first.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The same selection with both ends kept within a text of `length` characters.
    #[must_use]
    pub fn clamped(self, length: usize) -> Self {
        Self {
            anchor: self.anchor.min(length),
            head: self.head.min(length),
        }
    }
}

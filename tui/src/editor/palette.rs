//! Which style each kind of token and each part of the pane has. Themes implement it; the pane only asks.

use ratatui::style::Style;

use super::highlight::TokenKind;

/// A part of the pane that is not code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaneRole {
    /// The pane as a whole, under everything else.
    Background,
    /// Line numbers.
    LineNumber,
    /// The number of the cursor's line.
    CursorLineNumber,
    /// The cursor's line, over its whole width.
    CursorLine,
    /// Selected text.
    Selection,
    /// A match of the search.
    SearchMatch,
    /// The bracket at the cursor and the one that matches it.
    MatchingBracket,
    /// The mark of a line changed since the baseline.
    ChangedMark,
    /// Stand-ins for control characters.
    Placeholder,
    /// The text and the mark of an error.
    Error,
    /// The text and the mark of a warning.
    Warning,
    /// The text and the mark of a remark.
    Information,
}

/// Gives styles. Styles are laid over each other: what a style leaves out shows through from below.
pub trait Palette {
    /// The style of code of that kind.
    fn token(&self, kind: TokenKind) -> Style;
    /// The style of a part of the pane.
    fn role(&self, role: PaneRole) -> Style;
}

//! Every role a theme gives a style to, with its name in theme files.

use crate::editor::highlight::TokenKind;
use crate::editor::palette::PaneRole;

/// A part of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Role {
    /// Everything that has no other role.
    Text,
    /// What matters less.
    Muted,
    /// Titles and names.
    Heading,
    /// What the eye should find first.
    Accent,
    /// Lines between panes.
    Border,
    /// The line around the pane that has the focus.
    BorderFocused,
    /// The selected row of a list.
    Selected,
    /// The bar at the top.
    Header,
    /// The bar at the bottom.
    StatusBar,
    /// Keys in hints and help.
    Key,
    /// Live, done, saved.
    Success,
    /// Under way.
    Progress,
    /// Needs attention.
    Warning,
    /// Broken.
    Error,
    /// Letters that matched a search.
    Match,
    /// Dialogs, help and pickers.
    Overlay,
    /// Inputs.
    Input,
    /// The times of log lines.
    LogTime,
    /// Error output in the log.
    LogError,
    /// Requests in the log.
    LogRequest,
    /// The platform's own lines in the log.
    LogPlatform,
}

/// Names of [`Role`]s under `[interface]`, in the order of the enum.
pub(super) const INTERFACE: [&str; 21] = [
    "text",
    "muted",
    "heading",
    "accent",
    "border",
    "border_focused",
    "selected",
    "header",
    "status_bar",
    "key",
    "success",
    "progress",
    "warning",
    "error",
    "match",
    "overlay",
    "input",
    "log_time",
    "log_error",
    "log_request",
    "log_platform",
];

/// Kinds of token and their names under `[code]`.
pub(super) const TOKENS: [(TokenKind, &str); 14] = [
    (TokenKind::Keyword, "keyword"),
    (TokenKind::String, "string"),
    (TokenKind::Number, "number"),
    (TokenKind::Comment, "comment"),
    (TokenKind::Function, "function"),
    (TokenKind::Type, "type"),
    (TokenKind::Decorator, "decorator"),
    (TokenKind::Builtin, "builtin"),
    (TokenKind::Operator, "operator"),
    (TokenKind::Punctuation, "punctuation"),
    (TokenKind::Variable, "variable"),
    (TokenKind::Constant, "constant"),
    (TokenKind::Error, "error"),
    (TokenKind::Plain, "plain"),
];

/// Parts of the code pane and their names under `[pane]`.
pub(super) const PANE: [(PaneRole, &str); 12] = [
    (PaneRole::Background, "background"),
    (PaneRole::LineNumber, "line_number"),
    (PaneRole::CursorLineNumber, "cursor_line_number"),
    (PaneRole::CursorLine, "cursor_line"),
    (PaneRole::Selection, "selection"),
    (PaneRole::SearchMatch, "search_match"),
    (PaneRole::MatchingBracket, "matching_bracket"),
    (PaneRole::ChangedMark, "changed_mark"),
    (PaneRole::Placeholder, "placeholder"),
    (PaneRole::Error, "error"),
    (PaneRole::Warning, "warning"),
    (PaneRole::Information, "information"),
];

/// Where `wanted` stands in a table of roles.
pub(super) fn place<T: PartialEq>(table: &[(T, &str)], wanted: &T) -> Option<usize> {
    table.iter().position(|(role, _)| role == wanted)
}

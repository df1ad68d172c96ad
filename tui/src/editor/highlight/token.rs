//! The kinds of token a theme can colour.

/// What a stretch of code is, as far as colours are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TokenKind {
    /// `def`, `return`, `<tag>` names, CSS at-rules.
    Keyword,
    /// Text in quotes, quotes included.
    String,
    /// Numbers.
    Number,
    /// Comments and docstrings marked as such.
    Comment,
    /// Names of functions, where defined and where called.
    Function,
    /// Names of classes and types.
    Type,
    /// Decorators, `@` included.
    Decorator,
    /// Names the language brings along.
    Builtin,
    /// `+`, `=`, `->`.
    Operator,
    /// Brackets, commas, colons.
    Punctuation,
    /// Parameters, attributes, `self`.
    Variable,
    /// `None`, `True`, names in capitals, escapes in strings.
    Constant,
    /// What the grammar cannot make sense of.
    Error,
    /// Everything else.
    #[default]
    Plain,
}

/// A stretch of one line, in characters (Unicode scalar values) of that line, that has a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenSpan {
    /// Where it begins.
    pub start: u32,
    /// Where it ends, exclusive.
    pub end: u32,
    /// What it is.
    pub kind: TokenKind,
}

//! How deep a text nests, told from its characters alone.
//!
//! The parser is recursive, and so are walking and dropping its tree: a text made of 20,000 minus signs would overflow the
//! stack, which nothing can catch. This scan reads strings, comments, brackets, indentation and operators the way the lexer does
//! and gives an upper bound of the tree's depth, in one pass and without recursion, before the parser sees the text.
//! Where the text is too broken to be sure what is a string, every character counts as code.

mod level;
mod scanner;

use std::ops::Range;

/// Brackets inside brackets; `CPython` refuses more (`MAXLEVEL` in its tokenizer).
const MAX_BRACKETS: usize = 200;
/// Indentation levels; `CPython` refuses more (`MAXINDENT` in its tokenizer).
const MAX_INDENTS: usize = 100;
/// Operators, suffixes and brackets on one path of the tree. `CPython` 3.11 gives up on a chain of about 3,000.
const MAX_WEIGHT: usize = 2_500;
/// Decimal digits of an integer; `CPython` refuses more (`sys.int_info.default_max_str_digits`).
const MAX_DIGITS: usize = 4_300;

/// What the scan found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Upper bound of the tree's depth, in operators and brackets.
    pub(crate) weight: usize,
    /// Why the text must not be parsed.
    pub(crate) fault: Option<ShapeFault>,
    /// Integers with too many digits; the text can still be parsed.
    pub(crate) long_integers: Vec<Range<usize>>,
}

/// Why a text must not be given to the parser, and where that shows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ShapeFault {
    /// More brackets inside each other than Python allows.
    Brackets(usize),
    /// More indentation levels than Python allows.
    Indents(usize),
    /// A longer chain of operators, calls or attributes than Python can compile.
    Chain(usize),
    /// A bracket that is never closed, in a text where that makes everything behind it one expression.
    Unclosed(usize),
    /// An f-string that is never closed, in a text too large to guess what it swallows.
    UnclosedString(usize),
}

/// Measures a text.
pub(crate) fn measure(text: &str) -> Shape {
    scanner::Scanner::new(text).run()
}

#[cfg(test)]
mod tests;

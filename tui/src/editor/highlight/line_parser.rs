//! One line at a time through the grammar.

use std::rc::Rc;
use std::sync::OnceLock;

use ropey::RopeSlice;
use syntect::parsing::{ParseState, ScopeStack, ScopeStackOp, SyntaxSet};

use super::scopes::ScopeKinds;
use super::soft_keywords;
use super::token::{TokenKind, TokenSpan};
use crate::editor::language::Language;
use crate::editor::transaction::line_content;

/// Of longer lines only so many characters are highlighted, and they are taken to leave the state as it was: regular
/// expressions on a line of a megabyte would stop the screen.
const LONGEST_LINE: usize = 2_000;

/// Where the grammar is between two lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineState {
    parse: ParseState,
    scopes: ScopeStack,
}

/// The grammar of one language.
#[derive(Debug, Clone)]
pub(super) struct LineParser {
    language: Language,
    initial: Rc<LineState>,
    kinds: ScopeKinds,
    line: String,
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}

impl LineParser {
    /// `None` for plain text, which has no tokens.
    pub(super) fn new(language: Language) -> Option<Self> {
        if language == Language::PlainText {
            return None;
        }
        let syntax = syntaxes().find_syntax_by_extension(language.extension())?;
        let initial = LineState {
            parse: ParseState::new(syntax),
            scopes: ScopeStack::new(),
        };
        Some(Self {
            language,
            initial: Rc::new(initial),
            kinds: ScopeKinds::default(),
            line: String::new(),
        })
    }

    /// The state before the first line.
    pub(super) fn initial(&self) -> Rc<LineState> {
        Rc::clone(&self.initial)
    }

    /// The state behind a line that begins in `start`, and the line's tokens. A line that leaves the state as it
    /// was shares it.
    pub(super) fn parse(
        &mut self,
        start: &Rc<LineState>,
        line: RopeSlice<'_>,
    ) -> (Rc<LineState>, Box<[TokenSpan]>) {
        let content = line_content(line);
        let is_long = content.len_chars() > LONGEST_LINE;
        self.line.clear();
        self.line
            .extend(content.slice(..content.len_chars().min(LONGEST_LINE)).chunks());
        self.line.push('\n');
        let mut state = LineState::clone(start);
        let Ok(operations) = state.parse.parse_line(&self.line, syntaxes()) else {
            return (Rc::clone(start), Box::default());
        };
        let spans = self.spans(&mut state.scopes, &operations);
        let end = if is_long || state == **start {
            Rc::clone(start)
        } else {
            Rc::new(state)
        };
        (end, spans)
    }

    fn spans(&mut self, scopes: &mut ScopeStack, operations: &[(usize, ScopeStackOp)]) -> Box<[TokenSpan]> {
        let text = self.line.trim_end_matches('\n');
        let mut spans = Spans {
            text,
            byte: 0,
            column: 0,
            found: Vec::new(),
        };
        for (at, operation) in operations {
            let at = (*at).min(text.len());
            if at > spans.byte {
                spans.extend_to(at, self.kinds.kind(scopes), self.language);
            }
            // An operation the stack refuses leaves it as it is: worse colours, nothing else.
            scopes.apply(operation).ok();
        }
        if spans.byte < text.len() {
            spans.extend_to(text.len(), self.kinds.kind(scopes), self.language);
        }
        if self.language == Language::Python {
            soft_keywords::mark(text, &mut spans.found);
        }
        spans.found.into_boxed_slice()
    }
}

/// Tokens of a line as they are found; neighbours of one kind become one.
struct Spans<'a> {
    text: &'a str,
    byte: usize,
    column: u32,
    found: Vec<TokenSpan>,
}

impl Spans<'_> {
    fn extend_to(&mut self, end: usize, kind: TokenKind, language: Language) {
        let token = &self.text[self.byte..end];
        let kind = refined(kind, token, language);
        let start = self.column;
        self.byte = end;
        self.column += u32::try_from(token.chars().count()).unwrap_or(u32::MAX);
        if kind == TokenKind::Plain {
            return;
        }
        match self.found.last_mut() {
            Some(last) if last.kind == kind && last.end == start => last.end = self.column,
            _ => self.found.push(TokenSpan {
                start,
                end: self.column,
                kind,
            }),
        }
    }
}

/// What the scopes do not tell and the word itself does.
fn refined(kind: TokenKind, token: &str, language: Language) -> TokenKind {
    match kind {
        TokenKind::Operator if token.starts_with(char::is_alphabetic) => TokenKind::Keyword,
        TokenKind::Plain if language == Language::Python && is_constant_name(token) => TokenKind::Constant,
        TokenKind::Function if language == Language::Python && token.starts_with(char::is_uppercase) => {
            TokenKind::Type
        }
        _ => kind,
    }
}

fn is_constant_name(token: &str) -> bool {
    let name =
        |character: char| character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_';
    token.len() > 1 && token.starts_with(|first: char| first.is_ascii_uppercase()) && token.chars().all(name)
}

//! From the grammars' scopes to kinds of token.

use std::collections::HashMap;

use syntect::parsing::{Scope, ScopeStack};

use super::token::TokenKind::{self, *};

/// Scope prefixes and what they mean; the longest that fits counts. `None` leaves it to the enclosing scope.
/// The names are those of <https://www.sublimetext.com/docs/scope_naming.html>.
const KINDS: &[(&str, Option<TokenKind>)] = &[
    ("comment", Some(Comment)),
    ("constant", Some(Constant)),
    ("constant.numeric", Some(Number)),
    ("constant.other.color", Some(Number)),
    ("entity.name", Some(Function)),
    ("entity.name.class", Some(Type)),
    ("entity.name.tag", Some(Keyword)),
    ("entity.name.type", Some(Type)),
    ("entity.other.attribute-name", Some(Variable)),
    ("entity.other.inherited-class", Some(Type)),
    ("entity.other.pseudo-class", Some(Builtin)),
    ("invalid", Some(Error)),
    ("keyword", Some(Keyword)),
    ("keyword.operator", Some(Operator)),
    ("keyword.other.unit", Some(Number)),
    ("meta.annotation", Some(Decorator)),
    ("meta.annotation.arguments", Some(Plain)),
    ("meta.interpolation", Some(Plain)),
    ("meta.template.expression", Some(Plain)),
    ("punctuation", Some(Punctuation)),
    ("punctuation.definition.annotation", Some(Decorator)),
    ("punctuation.definition.comment", Some(Comment)),
    ("punctuation.definition.constant", None),
    ("punctuation.definition.entity", None),
    ("punctuation.definition.keyword", None),
    ("punctuation.definition.string", Some(String)),
    ("punctuation.separator.annotation.return", Some(Operator)),
    ("punctuation.separator.decimal", None),
    ("source.js.embedded", Some(Plain)),
    ("source.python.embedded", Some(Plain)),
    ("storage", Some(Keyword)),
    ("storage.modifier.conversion", Some(Constant)),
    ("storage.type.function.arrow", Some(Operator)),
    ("storage.type.string", Some(String)),
    ("string", Some(String)),
    ("support", Some(Builtin)),
    ("support.class", Some(Type)),
    ("support.constant", Some(Constant)),
    ("support.type", Some(Type)),
    ("support.type.property-name", Some(Variable)),
    ("variable", Some(Variable)),
    ("variable.annotation", Some(Decorator)),
    ("variable.function", Some(Function)),
    ("variable.other", Some(Plain)),
    ("variable.other.constant", Some(Constant)),
];

/// Looks scopes up once and remembers them.
#[derive(Debug, Clone, Default)]
pub(super) struct ScopeKinds {
    known: HashMap<Scope, Option<TokenKind>>,
}

impl ScopeKinds {
    /// The kind the innermost scope with a meaning gives.
    pub(super) fn kind(&mut self, scopes: &ScopeStack) -> TokenKind {
        let mut innermost_first = scopes.as_slice().iter().rev();
        innermost_first.find_map(|scope| self.of_scope(*scope)).unwrap_or_default()
    }

    fn of_scope(&mut self, scope: Scope) -> Option<TokenKind> {
        *self.known.entry(scope).or_insert_with(|| lookup(&scope.build_string()))
    }
}

fn lookup(scope: &str) -> Option<TokenKind> {
    let fits = |prefix: &str| scope.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let longest = KINDS.iter().filter(|(prefix, _)| fits(prefix)).max_by_key(|(prefix, _)| prefix.len());
    longest.and_then(|(_, kind)| *kind)
}

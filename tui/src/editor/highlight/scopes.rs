//! From the grammars' scopes to kinds of token.

use std::collections::HashMap;

use syntect::parsing::{Scope, ScopeStack};

use super::token::TokenKind as Kind;

/// Scope prefixes and what they mean; the longest that fits counts. `None` leaves it to the enclosing scope.
/// The names are those of <https://www.sublimetext.com/docs/scope_naming.html>.
const KINDS: &[(&str, Option<Kind>)] = &[
    ("comment", Some(Kind::Comment)),
    ("constant", Some(Kind::Constant)),
    ("constant.numeric", Some(Kind::Number)),
    ("constant.other.color", Some(Kind::Number)),
    ("entity.name", Some(Kind::Function)),
    ("entity.name.class", Some(Kind::Type)),
    ("entity.name.tag", Some(Kind::Keyword)),
    ("entity.name.type", Some(Kind::Type)),
    ("entity.other.attribute-name", Some(Kind::Variable)),
    ("entity.other.inherited-class", Some(Kind::Type)),
    ("entity.other.pseudo-class", Some(Kind::Builtin)),
    ("invalid", Some(Kind::Error)),
    ("keyword", Some(Kind::Keyword)),
    ("keyword.operator", Some(Kind::Operator)),
    ("keyword.other.unit", Some(Kind::Number)),
    ("meta.annotation", Some(Kind::Decorator)),
    ("meta.annotation.arguments", Some(Kind::Plain)),
    ("meta.interpolation", Some(Kind::Plain)),
    ("meta.template.expression", Some(Kind::Plain)),
    ("punctuation", Some(Kind::Punctuation)),
    ("punctuation.definition.annotation", Some(Kind::Decorator)),
    ("punctuation.definition.comment", Some(Kind::Comment)),
    ("punctuation.definition.constant", None),
    ("punctuation.definition.entity", None),
    ("punctuation.definition.keyword", None),
    ("punctuation.definition.string", Some(Kind::String)),
    ("punctuation.separator.annotation.return", Some(Kind::Operator)),
    ("punctuation.separator.decimal", None),
    ("source.js.embedded", Some(Kind::Plain)),
    ("source.python.embedded", Some(Kind::Plain)),
    ("storage", Some(Kind::Keyword)),
    ("storage.modifier.conversion", Some(Kind::Constant)),
    ("storage.type.function.arrow", Some(Kind::Operator)),
    ("storage.type.string", Some(Kind::String)),
    ("string", Some(Kind::String)),
    ("support", Some(Kind::Builtin)),
    ("support.class", Some(Kind::Type)),
    ("support.constant", Some(Kind::Constant)),
    ("support.type", Some(Kind::Type)),
    ("support.type.property-name", Some(Kind::Variable)),
    ("variable", Some(Kind::Variable)),
    ("variable.annotation", Some(Kind::Decorator)),
    ("variable.function", Some(Kind::Function)),
    ("variable.other", Some(Kind::Plain)),
    ("variable.other.constant", Some(Kind::Constant)),
];

/// Looks scopes up once and remembers them.
#[derive(Debug, Clone, Default)]
pub(super) struct ScopeKinds {
    known: HashMap<Scope, Option<Kind>>,
}

impl ScopeKinds {
    /// The kind the innermost scope with a meaning gives.
    pub(super) fn kind(&mut self, scopes: &ScopeStack) -> Kind {
        let mut innermost_first = scopes.as_slice().iter().rev();
        innermost_first
            .find_map(|scope| self.of_scope(*scope))
            .unwrap_or_default()
    }

    fn of_scope(&mut self, scope: Scope) -> Option<Kind> {
        *self
            .known
            .entry(scope)
            .or_insert_with(|| lookup(&scope.build_string()))
    }
}

fn lookup(scope: &str) -> Option<Kind> {
    let fits = |prefix: &str| {
        scope
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let longest = KINDS
        .iter()
        .filter(|(prefix, _)| fits(prefix))
        .max_by_key(|(prefix, _)| prefix.len());
    longest.and_then(|(_, kind)| *kind)
}

//! The one table of keys: it feeds dispatch, the `?` help and `docs/keys.md`.

mod action;
mod context;
mod disabled;
mod key;
mod markdown;
mod table;

use std::collections::HashMap;
use std::sync::OnceLock;

use crossterm::event::KeyEvent;

pub use action::Action;
pub use context::Context;
pub use disabled::why_disabled;
pub use key::{Key, UnknownKey};
pub use markdown::markdown;

/// Keys that do something in a context.
#[derive(Debug)]
pub struct Binding {
    /// Where.
    pub context: Context,
    /// Which keys, the first being the one shown in hints; written as [`Key`] reads them.
    pub keys: &'static [&'static str],
    /// What is done.
    pub action: Action,
    /// The same in words.
    pub description: &'static str,
}

/// Every binding, in the order help shows them.
pub fn bindings() -> impl Iterator<Item = &'static Binding> {
    table::TABLE.iter().flat_map(|group| group.iter())
}

/// The bindings of a context.
pub fn bindings_of(context: Context) -> impl Iterator<Item = &'static Binding> {
    bindings().filter(move |binding| binding.context == context)
}

/// What a key does: the innermost context that knows it decides.
pub fn lookup(contexts: &[Context], event: &KeyEvent) -> Option<&'static Binding> {
    let key = Key::of_event(event);
    contexts
        .iter()
        .find_map(|context| index().get(&(*context, key)).copied())
}

/// The key shown in hints for an action.
pub fn key_of(context: Context, action: &Action) -> &'static str {
    bindings_of(context)
        .find(|binding| binding.action == *action)
        .map_or("", |binding| binding.keys[0])
}

fn index() -> &'static HashMap<(Context, Key), &'static Binding> {
    static INDEX: OnceLock<HashMap<(Context, Key), &'static Binding>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let entries = bindings().flat_map(|binding| binding.keys.iter().map(move |name| (binding, *name)));
        entries
            .filter_map(|(binding, name)| Some(((binding.context, name.parse().ok()?), binding)))
            .collect()
    })
}

#[cfg(test)]
mod tests;

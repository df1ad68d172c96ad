use std::collections::HashSet;

use crossterm::event::{KeyCode, KeyModifiers};
use rstest::rstest;

use super::*;

#[test]
fn every_key_can_be_read_and_none_means_two_things() {
    let mut seen = HashSet::new();
    for binding in bindings() {
        for name in binding.keys {
            let key: Key = name.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(key.to_string(), canonical(name), "{name} is written another way");
            assert!(
                seen.insert((binding.context, key)),
                "{name} is bound twice in {:?}",
                binding.context
            );
        }
    }
}

/// `plus` and `minus` stand for `+` and `-`, which read badly after a dash.
fn canonical(name: &str) -> String {
    name.replace('+', "plus")
}

/// Keys that terminals, tmux or phones cannot send need another one beside them.
#[test]
fn every_function_key_has_a_companion() {
    let can_be_sent = |name: &&str| !name.starts_with('f') || name.len() == 1;
    for binding in bindings().filter(|binding| binding.keys[0].starts_with('f') && binding.keys[0].len() > 1)
    {
        let optional = matches!(binding.action, Action::NextPane(_) | Action::Help);
        assert!(
            optional || binding.keys.iter().any(can_be_sent),
            "{:?}",
            binding.keys
        );
    }
}

#[rstest]
#[case("ctrl-s", KeyCode::Char('s'), KeyModifiers::CONTROL)]
#[case("D", KeyCode::Char('D'), KeyModifiers::SHIFT)]
#[case("?", KeyCode::Char('?'), KeyModifiers::NONE)]
#[case("shift-f8", KeyCode::F(8), KeyModifiers::SHIFT)]
#[case("minus", KeyCode::Char('-'), KeyModifiers::NONE)]
#[case("backtab", KeyCode::BackTab, KeyModifiers::SHIFT)]
fn a_key_is_what_the_terminal_sends(
    #[case] name: &str,
    #[case] code: KeyCode,
    #[case] modifiers: KeyModifiers,
) {
    assert_eq!(
        name.parse::<Key>().unwrap(),
        Key::of_event(&KeyEvent::new(code, modifiers))
    );
}

#[rstest]
#[case("")]
#[case("f13")]
#[case("ctrl-nothing")]
fn other_texts_are_refused(#[case] name: &str) {
    assert!(name.parse::<Key>().is_err());
}

#[test]
fn the_innermost_context_decides() {
    let key = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    let in_code = lookup(&[Context::Code, Context::Workspace, Context::Global], &key).unwrap();
    let in_list = lookup(&[Context::Apps, Context::List, Context::Global], &key).unwrap();
    assert_ne!(in_code.action, in_list.action);
}

#[test]
fn the_documentation_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/keys.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, markdown()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == markdown(),
        "docs/keys.md is stale; hint: run the tests with UPDATE_DOCS=1"
    );
}

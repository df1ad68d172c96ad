//! The keymap as documentation.

use std::fmt::Write as _;

use super::{Context, bindings_of};

/// `docs/keys.md`.
pub fn markdown() -> String {
    let mut text =
        "# Keys\n\nGenerated from the keymap (`tui/src/keymap/table.rs`). `F1` shows the keys of the screen \
                    in front of you; `?` does too wherever letters are not typed.\n"
            .to_owned();
    for context in Context::ALL {
        let mut rows = bindings_of(context).peekable();
        if rows.peek().is_none() {
            continue;
        }
        let _ = writeln!(
            text,
            "\n## {}\n\n| keys | what they do |\n|---|---|",
            context.title()
        );
        for binding in rows {
            let keys: Vec<_> = binding
                .keys
                .iter()
                .map(|key| format!("`{}`", key.replace('|', "\\|")))
                .collect();
            let _ = writeln!(text, "| {} | {} |", keys.join(" "), binding.description);
        }
    }
    text
}

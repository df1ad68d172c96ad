//! The rules as a Markdown page.

use std::fmt::Write as _;

use crate::rules::{Rule, rules};

/// Families by the first digit of their codes.
const FAMILIES: [(&str, &str); 7] = [
    ("FP1", "Syntax and encoding"),
    ("FP2", "The entry file"),
    ("FP3", "Imports"),
    ("FP4", "Calls and attributes"),
    ("FP5", "The project and its limits"),
    ("FP6", "Secrets"),
    ("FP7", "Mistakes with the frameworks"),
];

const HEAD: &str = "# Rules

What the checker finds, by code. Errors stop a deployment; warnings and hints do not. Codes are stable. `fp explain CODE` prints the
same text. The checker is policy and guidance: what holds an app is the pod it runs in.

This page is written from the rules themselves by `UPDATE_DOCS=1 cargo test -p fp-checker --test rules_page`.
";

/// The page of all rules, as it stands in `docs/rules.md`.
pub fn rules_page() -> String {
    let mut page = HEAD.to_owned();
    for (prefix, title) in FAMILIES {
        let _ = write!(page, "\n## {title}\n");
        for rule in rules()
            .iter()
            .filter(|rule| rule.code.as_str().starts_with(prefix))
        {
            let _ = write!(page, "\n{}", section(rule));
        }
    }
    page
}

fn section(rule: &Rule) -> String {
    format!(
        "### {} {} ({})\n\nFound: {}.\n\n{}\n",
        rule.code,
        rule.name,
        rule.severity,
        rule.summary,
        rule.text.trim()
    )
}

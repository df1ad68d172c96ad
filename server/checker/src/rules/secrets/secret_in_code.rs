//! FP601: a secret is written in the code.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP601"),
    name: "secret-in-code",
    severity: Severity::Warning,
    summary: "a secret is written in the code",
    text: "Code is stored, shown, shared and rolled back; a secret in it is public sooner or later. \
           Revoke it, set it as a secret environment variable, and read it with `os.environ`.",
};

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::walk::Walk;

use rustpython_ruff_text_size::TextRange;

/// How well-known secrets begin, how many letters, digits and `-_.` follow at least, and what they are.
const SHAPES: [(&str, usize, &str); 15] = [
    ("AKIA", 16, "an AWS access key"),
    ("ASIA", 16, "an AWS access key"),
    ("ghp_", 36, "a GitHub token"),
    ("gho_", 36, "a GitHub token"),
    ("github_pat_", 40, "a GitHub token"),
    ("glpat-", 20, "a GitLab token"),
    ("xoxb-", 20, "a Slack token"),
    ("xoxp-", 20, "a Slack token"),
    ("xapp-", 20, "a Slack token"),
    ("sk-ant-", 30, "an API key"),
    ("sk-proj-", 30, "an API key"),
    ("sk_live_", 20, "a Stripe key"),
    ("rk_live_", 20, "a Stripe key"),
    ("AIza", 35, "a Google API key"),
    ("SG.", 40, "a SendGrid key"),
];

/// Characters of a secret that are looked at.
const MAX_BODY: usize = 80;

/// Looks at one text of the code.
pub(crate) fn text(walk: &mut Walk<'_>, text: &str, range: TextRange) {
    if let Some(what) = secret(text)
        && let Some(finding) = walk.report(&RULE, range, format!("this looks like {what}"))
    {
        finding.help = Some(
            "revoke it, set it as a secret environment variable, and read it with `os.environ[\"NAME\"]`"
                .to_owned(),
        );
    }
}

/// What every text with a secret has in it.
#[expect(
    clippy::expect_used,
    reason = "a constant list of short words always makes a searcher"
)]
static MARKS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let starts = SHAPES.iter().map(|(start, _, _)| *start);
    AhoCorasick::new(starts.chain(["-----BEGIN ", "://"])).expect("a constant list")
});

fn secret(text: &str) -> Option<&'static str> {
    if !MARKS.is_match(text) {
        return None;
    }
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    if has_password_in_address(text) {
        return Some("an address with a password");
    }
    SHAPES
        .iter()
        .find(|(start, length, _)| has_shape(text, start, *length))
        .map(|(_, _, what)| *what)
}

fn has_shape(text: &str, start: &str, length: usize) -> bool {
    text.match_indices(start).any(|(offset, _)| {
        let rest = text.get(offset + start.len()..).unwrap_or_default();
        let body: Vec<char> = rest
            .chars()
            .take_while(|each| each.is_ascii_alphanumeric() || "-_.".contains(*each))
            .take(MAX_BODY)
            .collect();
        let different: std::collections::BTreeSet<_> = body.iter().collect();
        let at_word = text
            .get(..offset)
            .and_then(|before| before.chars().next_back())
            .is_none_or(|before| !before.is_alphanumeric());
        at_word && body.len() >= length && different.len() > 5
    })
}

/// `scheme://user:password@host`, unless the password is a placeholder.
fn has_password_in_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let Some((login, _)) = rest
        .split(['/', '?', ' '])
        .next()
        .and_then(|authority| authority.rsplit_once('@'))
    else {
        return false;
    };
    let Some((_, password)) = login.split_once(':') else {
        return false;
    };
    let placeholder = ["password", "pass", "secret", "xxx", "changeme", "example", "pwd"];
    let shown = password.to_ascii_lowercase();
    scheme
        .chars()
        .all(|each| each.is_ascii_alphanumeric() || "+-.".contains(each))
        && shown.len() >= 6
        && !shown.starts_with(['<', '{', '$', '*', '%'])
        && !placeholder.iter().any(|word| shown.contains(word))
}

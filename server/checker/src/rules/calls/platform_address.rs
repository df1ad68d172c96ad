//! FP410: an address or file of the platform is named.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_text_size::TextRange;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP410"),
    name: "platform-address",
    severity: Severity::Warning,
    summary: "an address or file of the platform is named",
    text: "The metadata address, the service-account token and the cluster's own names are closed to \
           apps.",
};

/// Parts of addresses and paths that belong to the platform.
const PLACES: [&str; 8] = [
    "169.254.169.254",
    "metadata.google.internal",
    "/var/run/secrets",
    "/run/secrets",
    "kubernetes.default",
    ".svc.cluster.local",
    "/proc/self",
    "file://",
];

/// Looks for all of them at once.
#[expect(
    clippy::expect_used,
    reason = "a constant list of short words always makes a searcher"
)]
static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let mut searcher = AhoCorasick::builder();
    searcher.match_kind(MatchKind::LeftmostFirst);
    searcher.build(PLACES).expect("a constant list")
});

/// Looks at one text of the code.
pub(crate) fn text(walk: &mut Walk<'_>, text: &str, range: TextRange) {
    if let Some(place) = SEARCH
        .find(text)
        .and_then(|found| PLACES.get(found.pattern().as_usize()))
    {
        walk.report(
            &RULE,
            range,
            format!("`{place}` belongs to the platform and is closed to apps"),
        );
    }
}

//! Passwords that are guessed first (OWASP ASVS 5.0, 6.2.4).
//!
//! `common.txt` holds the 3,000 most common passwords of at least eight characters among the ten million that Mark Burnett
//! collected and gave to the public domain in 2015, most common first, in lower case.

use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("common.txt").lines().collect());

/// Whether many people have this password, in whatever case they write it.
pub(in crate::platform) fn is_common(password: &str) -> bool {
    COMMON.contains(password.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_thousand_are_known_in_any_case() {
        assert_eq!(COMMON.len(), 3000);
        assert!(
            COMMON
                .iter()
                .all(|word| word.chars().count() >= 8 && *word == word.to_lowercase())
        );
        assert!(is_common("password") && is_common("TrustNo1") && is_common("iloveyou"));
        assert!(!is_common("correct horse battery staple"));
    }
}

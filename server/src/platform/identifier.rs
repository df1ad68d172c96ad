//! Identifiers: random where they must not be guessed, sortable where order matters.

use rand::RngExt as _;

use crate::store::{AppId, UserId};

/// Characters of an app's identifier; it becomes part of a host name.
const APP_ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// A new app's identifier.
pub fn app_id() -> AppId {
    let mut random = rand::rng();
    AppId(
        (0..8)
            .map(|_| char::from(APP_ALPHABET[random.random_range(0..APP_ALPHABET.len())]))
            .collect(),
    )
}

/// A new account's identifier, of the form the existing platform's database gives its own.
pub fn user_id() -> UserId {
    UserId(sortable())
}

/// 24 hex digits: microseconds since 1970 and 40 random bits, so that later ones sort after earlier ones.
pub fn sortable() -> String {
    let microseconds = fp_contract::Timestamp::now().as_microseconds();
    let random: u64 = rand::rng().random_range(0..1 << 40);
    format!("{microseconds:014x}{random:010x}")
}

/// A secret of 256 random bits in hex.
pub fn secret() -> String {
    let (high, low): (u128, u128) = rand::rng().random();
    format!("{high:032x}{low:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_id_fits_a_host_name() {
        let id = app_id().0;
        assert!(
            id.len() == 8 && id.bytes().all(|byte| APP_ALPHABET.contains(&byte)),
            "{id}"
        );
    }

    #[test]
    fn later_identifiers_sort_after_earlier_ones() {
        let first = sortable();
        let start = fp_contract::Timestamp::now();
        while fp_contract::Timestamp::now() == start {}
        assert!(first < sortable());
        assert_eq!(first.len(), 24);
    }
}

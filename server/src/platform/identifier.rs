//! Identifiers: random where they must not be guessed, sortable where order matters.

use std::fmt::Write as _;

use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

use crate::store::{AppId, UserId};

/// Characters of an app's identifier; it becomes part of a host name.
const APP_ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
/// Characters of a password that people type: none is easily taken for another.
const PASSWORD_ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A new app's identifier.
pub fn app_id() -> AppId {
    AppId(random_of(APP_ALPHABET, 8))
}

/// A password of 12 characters, 69 random bits, that people type or paste.
pub fn password() -> String {
    random_of(PASSWORD_ALPHABET, 12)
}

fn random_of(alphabet: &[u8], length: usize) -> String {
    let mut random = rand::rng();
    (0..length)
        .map(|_| char::from(alphabet[random.random_range(0..alphabet.len())]))
        .collect()
}

/// A new database's identifier: 8 hex digits.
pub fn database_id() -> String {
    format!("{:08x}", rand::rng().random::<u32>())
}

/// A new account's identifier, of the form the existing platform's database gives its own.
pub fn user_id() -> UserId {
    UserId(sortable())
}

/// 24 hex digits: microseconds since 1970 and 40 random bits, so that later ones sort after earlier ones.
pub fn sortable() -> String {
    let microseconds = jiff::Timestamp::now().as_microsecond();
    let random: u64 = rand::rng().random_range(0..1 << 40);
    format!("{microseconds:014x}{random:010x}")
}

/// A secret of 256 random bits in hex.
pub fn secret() -> String {
    let (high, low): (u128, u128) = rand::rng().random();
    format!("{high:032x}{low:032x}")
}

/// SHA-256 in hex: how the record keeps what must be recognised and never shown. A random secret needs no slower hash.
pub fn digest(secret: &str) -> String {
    let bytes = Sha256::digest(secret);
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _infallible = write!(hex, "{byte:02x}");
        hex
    })
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
    fn a_digest_is_of_64_hex_digits() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            digest("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn later_identifiers_sort_after_earlier_ones() {
        let first = sortable();
        let clock = || jiff::Timestamp::now().as_microsecond();
        let start = clock();
        while clock() == start {}
        assert!(first < sortable());
        assert_eq!(first.len(), 24);
    }
}

//! Keys for single purposes, derived from the server's one secret, so that no two purposes share a key.

use hkdf::Hkdf;
use sha2::Sha256;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Signing sessions.
    Sessions,
    /// Sealing values at rest.
    Vault,
    /// Naming the key that sealed a value.
    VaultKeyName,
}

impl Purpose {
    /// Part of the derivation: changing a label makes everything made with the old key unreadable.
    fn label(self) -> &'static [u8] {
        match self {
            Self::Sessions => b"fp sessions 1",
            Self::Vault => b"fp vault 1",
            Self::VaultKeyName => b"fp vault key name 1",
        }
    }
}

/// The 256-bit key for `purpose` (HKDF-SHA256, RFC 5869).
pub(super) fn derive(secret: &str, purpose: Purpose) -> [u8; 32] {
    let mut key = [0; 32];
    #[expect(
        clippy::expect_used,
        reason = "HKDF-SHA256 gives up to 8,160 bytes and 32 are asked for"
    )]
    Hkdf::<Sha256>::new(None, secret.as_bytes())
        .expand(purpose.label(), &mut key)
        .expect("32 bytes are within the limit");
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_do_not_share_a_key() {
        assert_ne!(
            derive("secret", Purpose::Sessions),
            derive("secret", Purpose::Vault)
        );
    }
}

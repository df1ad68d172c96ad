//! Values at rest: environment variables are sealed before they reach a store and opened only for a runtime.
//!
//! ChaCha20-Poly1305 with a key that HKDF-SHA256 derives from the server's secret. The app and the variable's name are
//! bound in, so that a value moved to another place does not open.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;

use crate::store::{AppId, SealedEnv};

/// Begins every sealed value; another version can be told apart when keys change.
const PREFIX: &str = "v1:";
/// Keeps this key apart from whatever else is derived from the same secret.
const PURPOSE: &[u8] = b"fp environment variables v1";
const NONCE_BYTES: usize = 12;

/// Why a value cannot be opened.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the value of {name} cannot be read: it was sealed with another SECRET_KEY\nhint: restore the key, or set the variable again"
)]
pub struct VaultError {
    /// The variable.
    pub name: String,
}

/// Seals and opens values.
pub struct Vault {
    cipher: ChaCha20Poly1305,
}

impl Vault {
    /// A vault whose key comes from the server's secret.
    pub fn new(secret_key: &str) -> Self {
        let mut key = [0_u8; 32];
        #[expect(
            clippy::expect_used,
            reason = "HKDF-SHA256 gives up to 8160 bytes; 32 always fit"
        )]
        Hkdf::<Sha256>::new(None, secret_key.as_bytes())
            .expand(PURPOSE, &mut key)
            .expect("32 bytes fit");
        Self {
            cipher: ChaCha20Poly1305::new(&Key::from(key)),
        }
    }

    /// Seals every value of an app's variables.
    pub fn seal_all(&self, app_id: &AppId, env: &BTreeMap<String, String>) -> SealedEnv {
        env.iter()
            .map(|(name, value)| (name.clone(), self.seal(app_id, name, value)))
            .collect()
    }

    /// Opens every value of an app's variables.
    pub fn open_all(&self, app_id: &AppId, env: &SealedEnv) -> Result<BTreeMap<String, String>, VaultError> {
        env.iter()
            .map(|(name, sealed)| Ok((name.clone(), self.open(app_id, name, sealed)?)))
            .collect()
    }

    /// Seals one value.
    pub fn seal(&self, app_id: &AppId, name: &str, value: &str) -> String {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload {
            msg: value.as_bytes(),
            aad: &place(app_id, name),
        };
        #[expect(clippy::expect_used, reason = "sealing fails only past 256 GiB")]
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .expect("a variable is small");
        let whole = [nonce.as_slice(), &sealed].concat();
        format!("{PREFIX}{}", STANDARD.encode(whole))
    }

    /// Opens one value.
    pub fn open(&self, app_id: &AppId, name: &str, sealed: &str) -> Result<String, VaultError> {
        self.try_open(app_id, name, sealed).ok_or_else(|| VaultError {
            name: name.to_owned(),
        })
    }

    fn try_open(&self, app_id: &AppId, name: &str, sealed: &str) -> Option<String> {
        let whole = STANDARD.decode(sealed.strip_prefix(PREFIX)?).ok()?;
        let (nonce, sealed) = whole.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: sealed,
            aad: &place(app_id, name),
        };
        let value = self.cipher.decrypt(&Nonce::from(*nonce), payload).ok()?;
        String::from_utf8(value).ok()
    }
}

/// Where a value belongs. Neither part can hold a NUL.
fn place(app_id: &AppId, name: &str) -> Vec<u8> {
    [app_id.0.as_bytes(), &[0], name.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn app() -> AppId {
        AppId("abc12345".to_owned())
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens(value in ".*") {
            let vault = Vault::new("secret");
            let sealed = vault.seal(&app(), "KEY", &value);
            prop_assert!(value.len() < 4 || !sealed.contains(&value));
            prop_assert_eq!(vault.open(&app(), "KEY", &sealed), Ok(value));
        }
    }

    #[test]
    fn another_place_or_key_does_not_open() {
        let vault = Vault::new("secret");
        let sealed = vault.seal(&app(), "KEY", "value");
        assert!(vault.open(&app(), "OTHER", &sealed).is_err());
        assert!(vault.open(&AppId("other123".to_owned()), "KEY", &sealed).is_err());
        assert!(Vault::new("another").open(&app(), "KEY", &sealed).is_err());
        assert!(vault.open(&app(), "KEY", "v1:zz").is_err());
    }
}

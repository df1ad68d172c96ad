//! Environment variables at rest: each value is sealed for its app and its name and is of no use anywhere else.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use rand::RngExt as _;

use super::keys::{Purpose, derive};
use crate::store::{AppId, SealedEnv};

/// Begins every sealed value, so that another scheme can be told apart later.
const VERSION: &str = "v1:";
/// Bytes of the nonce that precede the sealed text (RFC 8439).
const NONCE_BYTES: usize = 12;

/// Why a sealed value cannot be opened.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the variable {name} cannot be opened\nhint: it was sealed with another secret key; set it again or restore the key"
)]
pub struct VaultError {
    name: String,
}

/// Seals and opens the values of environment variables.
pub struct Vault {
    cipher: ChaCha20Poly1305,
}

impl Vault {
    /// The vault of the server with this secret.
    pub fn new(secret: &str) -> Self {
        let key = derive(secret, Purpose::Vault);
        Self {
            cipher: ChaCha20Poly1305::new(&key.into()),
        }
    }

    /// Seals every value.
    pub fn seal_all(&self, app_id: &AppId, env: &BTreeMap<String, String>) -> SealedEnv {
        env.iter()
            .map(|(name, value)| (name.clone(), self.seal(app_id, name, value)))
            .collect()
    }

    /// Opens every value.
    pub fn open_all(&self, app_id: &AppId, env: &SealedEnv) -> Result<BTreeMap<String, String>, VaultError> {
        env.iter()
            .map(|(name, sealed)| Ok((name.clone(), self.open(app_id, name, sealed)?)))
            .collect()
    }

    fn seal(&self, app_id: &AppId, name: &str, value: &str) -> String {
        let nonce: [u8; NONCE_BYTES] = rand::rng().random();
        let owner = owner(app_id, name);
        let payload = Payload {
            msg: value.as_bytes(),
            aad: owner.as_bytes(),
        };
        #[expect(clippy::expect_used, reason = "the cipher refuses only texts of over 256 GiB")]
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .expect("a variable is shorter than the cipher's limit");
        format!(
            "{VERSION}{}",
            STANDARD_NO_PAD.encode([&nonce[..], &sealed].concat())
        )
    }

    fn open(&self, app_id: &AppId, name: &str, sealed: &str) -> Result<String, VaultError> {
        self.try_open(app_id, name, sealed).ok_or_else(|| VaultError {
            name: name.to_owned(),
        })
    }

    fn try_open(&self, app_id: &AppId, name: &str, sealed: &str) -> Option<String> {
        let bytes = STANDARD_NO_PAD.decode(sealed.strip_prefix(VERSION)?).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let owner = owner(app_id, name);
        let payload = Payload {
            msg: sealed,
            aad: owner.as_bytes(),
        };
        let opened = self.cipher.decrypt(&Nonce::from(*nonce), payload).ok()?;
        String::from_utf8(opened).ok()
    }
}

/// Bound to the sealed value: it opens only for the same app and name. Neither contains a line break.
fn owner(app_id: &AppId, name: &str) -> String {
    format!("{app_id}\n{name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn env(name: &str, value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(name.to_owned(), value.to_owned())])
    }

    fn app(id: &str) -> AppId {
        AppId(id.to_owned())
    }

    #[test]
    fn another_app_name_or_secret_opens_nothing() {
        let vault = Vault::new("secret");
        let sealed = vault.seal_all(&app("aaaaaaaa"), &env("KEY", "value"));
        assert!(vault.open_all(&app("bbbbbbbb"), &sealed).is_err());
        assert!(Vault::new("other").open_all(&app("aaaaaaaa"), &sealed).is_err());
        let renamed = SealedEnv::from([("OTHER".to_owned(), sealed["KEY"].clone())]);
        assert!(vault.open_all(&app("aaaaaaaa"), &renamed).is_err());
    }

    #[test]
    fn the_same_value_is_never_sealed_alike() {
        let vault = Vault::new("secret");
        let seal = || vault.seal_all(&app("aaaaaaaa"), &env("KEY", "value"));
        assert_ne!(seal(), seal());
    }

    proptest! {
        #[test]
        fn what_is_sealed_is_opened(value in any::<String>()) {
            let vault = Vault::new("secret");
            let clear = env("KEY", &value);
            let sealed = vault.seal_all(&app("aaaaaaaa"), &clear);
            prop_assert!(sealed["KEY"].starts_with("v1:"));
            prop_assert_eq!(vault.open_all(&app("aaaaaaaa"), &sealed).unwrap(), clear);
        }

        #[test]
        fn anything_else_is_refused_in_words(sealed in any::<String>()) {
            let vault = Vault::new("secret");
            let error = vault.open_all(&app("aaaaaaaa"), &SealedEnv::from([("KEY".to_owned(), sealed)]));
            prop_assert!(error.unwrap_err().to_string().contains("KEY"));
        }
    }
}

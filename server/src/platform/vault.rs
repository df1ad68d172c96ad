//! Values at rest: each is sealed for its owner and its name and is of no use anywhere else.
//!
//! A sealed value says which key sealed it, so that the key can be replaced: the new key seals, the previous ones still open,
//! and `fp-server rotate-key` seals everything anew.
//!
//! | sealed | key |
//! |---|---|
//! | `v1:BASE64` | not said: every key is tried |
//! | `v2:KEY:BASE64` | the one with this identifier (8 hex digits) |

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use rand::RngExt as _;

use super::keys::{Purpose, derive};
use crate::store::{AppId, SealedEnv, UserId};

/// Begins values whose key is not named.
const UNNAMED: &str = "v1:";
/// Begins values whose key is named.
const NAMED: &str = "v2:";
/// Bytes of the nonce that precede the sealed text (RFC 8439).
const NONCE_BYTES: usize = 12;

/// Why a sealed value cannot be opened.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the {what} cannot be opened\nhint: it was sealed with another secret key; set it again, or restore the key (SECRET_KEY_PREVIOUS)"
)]
pub struct VaultError {
    what: String,
}

/// Seals and opens values; cheap to clone, and derives its keys once.
#[derive(Clone)]
pub struct Vault {
    /// The present key first.
    keys: Arc<[Key]>,
}

/// One key of a vault.
struct Key {
    id: String,
    cipher: ChaCha20Poly1305,
}

impl Vault {
    /// The vault of the server with this secret and none before it.
    pub fn new(secret: &str) -> Self {
        Self::with_previous(secret, &[])
    }

    /// The vault that seals with `secret` and still opens what was sealed with one of `previous`.
    pub fn with_previous(secret: &str, previous: &[String]) -> Self {
        let previous = previous
            .iter()
            .map(String::as_str)
            .filter(|secret| !secret.is_empty());
        let secrets = std::iter::once(secret).chain(previous);
        Self {
            keys: secrets.map(Key::derived_from).collect(),
        }
    }

    /// Seals every value of an app's environment variables.
    pub fn seal_all(&self, app_id: &AppId, env: &BTreeMap<String, String>) -> SealedEnv {
        env.iter()
            .map(|(name, value)| (name.clone(), self.seal(&variable(app_id, name), value)))
            .collect()
    }

    /// Opens every value of an app's environment variables.
    pub fn open_all(&self, app_id: &AppId, env: &SealedEnv) -> Result<BTreeMap<String, String>, VaultError> {
        env.iter()
            .map(|(name, sealed)| Ok((name.clone(), self.open_variable(app_id, name, sealed)?)))
            .collect()
    }

    /// Opens one value of an app's environment variables.
    pub fn open_variable(&self, app_id: &AppId, name: &str, sealed: &str) -> Result<String, VaultError> {
        self.open(&variable(app_id, name), sealed)
            .ok_or_else(|| VaultError {
                what: format!("variable {name}"),
            })
    }

    /// Seals the password of a tenant database's login.
    pub fn seal_password(&self, owner: &UserId, database: &str, password: &str) -> String {
        self.seal(&database_password(owner, database), password)
    }

    /// Opens the password of a tenant database's login.
    pub fn open_password(&self, owner: &UserId, database: &str, sealed: &str) -> Result<String, VaultError> {
        self.open(&database_password(owner, database), sealed)
            .ok_or_else(|| VaultError {
                what: format!("password of the database {database}"),
            })
    }

    /// Seals the reply to a request with an idempotency key.
    pub fn seal_reply(&self, sender: &UserId, key: &str, reply: &str) -> String {
        self.seal(&idempotent_reply(sender, key), reply)
    }

    /// Opens the reply to a request with an idempotency key.
    pub fn open_reply(&self, sender: &UserId, key: &str, sealed: &str) -> Result<String, VaultError> {
        self.open(&idempotent_reply(sender, key), sealed)
            .ok_or_else(|| VaultError {
                what: "reply to an earlier request".to_owned(),
            })
    }

    /// Whether the present key did not seal this value.
    pub fn is_outdated(&self, sealed: &str) -> bool {
        let present = self.keys.first().map(|key| key.id.as_str());
        present.is_none() || named_key(sealed).map(|(id, _)| id) != present
    }

    /// Seals `text` with the present key for `owner`.
    fn seal(&self, owner: &str, text: &str) -> String {
        let key = &self.keys[0];
        let nonce: [u8; NONCE_BYTES] = rand::rng().random();
        let payload = Payload {
            msg: text.as_bytes(),
            aad: owner.as_bytes(),
        };
        #[expect(clippy::expect_used, reason = "the cipher refuses only texts of over 256 GiB")]
        let sealed = key
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .expect("a value is shorter than the cipher's limit");
        let encoded = STANDARD_NO_PAD.encode([&nonce[..], &sealed].concat());
        format!("{NAMED}{}:{encoded}", key.id)
    }

    /// Opens what was sealed for the same owner, with the key that is named or else with any.
    fn open(&self, owner: &str, sealed: &str) -> Option<String> {
        if let Some((id, encoded)) = named_key(sealed) {
            let mut named = self.keys.iter().filter(|key| key.id == id);
            return named.find_map(|key| key.open(owner, encoded));
        }
        let encoded = sealed.strip_prefix(UNNAMED)?;
        self.keys.iter().find_map(|key| key.open(owner, encoded))
    }
}

impl Key {
    fn derived_from(secret: &str) -> Self {
        let id = derive(secret, Purpose::VaultKeyName);
        Self {
            id: format!("{:08x}", u32::from_be_bytes([id[0], id[1], id[2], id[3]])),
            cipher: ChaCha20Poly1305::new(&derive(secret, Purpose::Vault).into()),
        }
    }

    fn open(&self, owner: &str, encoded: &str) -> Option<String> {
        let bytes = STANDARD_NO_PAD.decode(encoded).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: sealed,
            aad: owner.as_bytes(),
        };
        let opened = self.cipher.decrypt(&Nonce::from(*nonce), payload).ok()?;
        String::from_utf8(opened).ok()
    }
}

/// Says which keys there are and none of them.
impl fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.keys.iter().map(|key| &key.id).collect();
        formatter.debug_struct("Vault").field("keys", &ids).finish()
    }
}

/// The identifier of the key and what it sealed, where the key is named.
fn named_key(sealed: &str) -> Option<(&str, &str)> {
    sealed.strip_prefix(NAMED)?.split_once(':')
}

/// Bound to a sealed variable: it opens only for the same app and name. Neither contains a line break.
fn variable(app_id: &AppId, name: &str) -> String {
    format!("{app_id}\n{name}")
}

/// Bound to a sealed password; one more line than a variable has, so that neither opens in place of the other.
fn database_password(owner: &UserId, database: &str) -> String {
    format!("database\n{owner}\n{database}")
}

/// Bound to a sealed reply; one more line than a password has.
fn idempotent_reply(sender: &UserId, key: &str) -> String {
    format!("idempotency\n\n{sender}\n{key}")
}

#[cfg(test)]
mod tests;

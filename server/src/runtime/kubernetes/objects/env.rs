//! The Secrets: the app's variables, and the token with which this server speaks to its runners.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::super::names::Subject;
use super::{Kind, Object};

/// The Secret with the variables.
pub(in super::super) fn env(subject: &Subject, env: &BTreeMap<String, String>) -> Object {
    let data: BTreeMap<_, _> = env
        .iter()
        .map(|(name, value)| (name, STANDARD.encode(value)))
        .collect();
    let metadata = subject.metadata(&subject.env());
    Object::new(
        Kind::Secret,
        subject.env(),
        json!({"metadata": metadata, "type": "Opaque", "data": data}),
    )
}

/// The Secret with the runner's token.
pub(in super::super) fn token(subject: &Subject, token: &str) -> Object {
    let metadata = subject.metadata(&subject.token());
    Object::new(
        Kind::Secret,
        subject.token(),
        json!({"metadata": metadata, "type": "Opaque", "data": {"token": STANDARD.encode(token)}}),
    )
}

/// A digest of the variables under the token, so that the annotation tells nothing of values that could be guessed.
pub(in super::super) fn hash(env: &BTreeMap<String, String>, token: &str) -> String {
    let mut hasher = Sha256::new();
    let mut part = |text: &str| {
        hasher.update(text.len().to_be_bytes());
        hasher.update(text.as_bytes());
    };
    part(token);
    for (name, value) in env {
        part(name);
        part(value);
    }
    let digest = hasher.finalize();
    hexadecimal(&digest[..8])
}

/// Two digits a byte.
pub(in super::super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _never_fails = write!(text, "{byte:02x}");
        text
    })
}

//! Secrets: variables that are set and used and never shown again.
//!
//! What is sealed is the moment it was set, a line break, and the value: so the moment needs no place of its own in the record.

use std::collections::BTreeMap;

use fp_contract::Timestamp;

use super::vault::{Vault, VaultError};
use crate::store::{AppId, SealedEnv};

/// A secret that was opened: when it was set, and its value in clear.
struct Secret {
    set_at: Option<Timestamp>,
    value: String,
}

/// Seals values that are set now.
pub(super) fn seal(vault: &Vault, app_id: &AppId, values: &BTreeMap<String, String>) -> SealedEnv {
    let now = Timestamp::now().as_microseconds();
    let framed = values
        .iter()
        .map(|(name, value)| (name.clone(), format!("{now}\n{value}")))
        .collect();
    vault.seal_all(app_id, &framed)
}

/// When a secret was set; unknown when it cannot be opened.
pub(super) fn set_at(vault: &Vault, app_id: &AppId, name: &str, sealed: &str) -> Option<Timestamp> {
    read(vault.open_variable(app_id, name, sealed).ok()?).set_at
}

/// The values alone, as a release needs them.
pub(super) fn values(
    vault: &Vault,
    app_id: &AppId,
    sealed: &SealedEnv,
) -> Result<BTreeMap<String, String>, VaultError> {
    let framed = vault.open_all(app_id, sealed)?;
    Ok(framed
        .into_iter()
        .map(|(name, text)| (name, read(text).value))
        .collect())
}

/// A text without a moment is a value that something else sealed.
fn read(text: String) -> Secret {
    let framed = text.split_once('\n').and_then(|(moment, value)| {
        let set_at = Timestamp::from_microseconds(moment.parse().ok()?);
        Some((set_at, value.to_owned()))
    });
    match framed {
        Some((set_at, value)) => Secret {
            set_at: Some(set_at),
            value,
        },
        None => Secret {
            set_at: None,
            value: text,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_value_comes_back(value in any::<String>()) {
            let (vault, app) = (Vault::new("secret"), AppId("aaaaaaaa".to_owned()));
            let clear = BTreeMap::from([("KEY".to_owned(), value)]);
            let before = Timestamp::now();
            let sealed = seal(&vault, &app, &clear);
            prop_assert!(set_at(&vault, &app, "KEY", &sealed["KEY"]) >= Some(before));
            prop_assert_eq!(values(&vault, &app, &sealed).unwrap(), clear);
        }
    }

    #[test]
    fn a_value_without_a_moment_is_kept_whole() {
        let (vault, app) = (Vault::new("secret"), AppId("aaaaaaaa".to_owned()));
        let clear = BTreeMap::from([("KEY".to_owned(), "two\nlines".to_owned())]);
        let opened = values(&vault, &app, &vault.seal_all(&app, &clear)).unwrap();
        assert_eq!(opened, clear);
    }
}

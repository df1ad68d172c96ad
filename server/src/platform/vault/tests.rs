//! What opens what.

use proptest::prelude::*;

use super::*;

fn env(name: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(name.to_owned(), value.to_owned())])
}

fn app(id: &str) -> AppId {
    AppId(id.to_owned())
}

fn user(id: &str) -> UserId {
    UserId(id.to_owned())
}

/// A value as servers sealed it before keys had names.
fn sealed_unnamed(secret: &str, app_id: &AppId, name: &str, value: &str) -> String {
    let sealed = Vault::new(secret).seal(&variable(app_id, name), value);
    format!("{UNNAMED}{}", named_key(&sealed).unwrap().1)
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
fn another_owner_or_database_opens_no_password() {
    let vault = Vault::new("secret");
    let sealed = vault.seal_password(&user("ada"), "default", "password");
    assert_eq!(
        vault.open_password(&user("ada"), "default", &sealed).unwrap(),
        "password"
    );
    for (owner, database) in [("bob", "default"), ("ada", "0a1b2c3d")] {
        let error = vault.open_password(&user(owner), database, &sealed).unwrap_err();
        assert!(error.to_string().contains(database), "{error}");
    }
}

#[test]
fn the_same_value_is_never_sealed_alike() {
    let vault = Vault::new("secret");
    let seal = || vault.seal_all(&app("aaaaaaaa"), &env("KEY", "value"));
    assert_ne!(seal(), seal());
}

#[test]
fn previous_keys_open_and_the_present_one_seals() {
    let app_id = app("aaaaaaaa");
    let old = Vault::new("old").seal_all(&app_id, &env("KEY", "value"));
    let older = SealedEnv::from([("KEY".to_owned(), sealed_unnamed("older", &app_id, "KEY", "value"))]);
    let vault = Vault::with_previous("new", &["old".to_owned(), "older".to_owned()]);
    for sealed in [&old, &older] {
        assert_eq!(vault.open_all(&app_id, sealed).unwrap(), env("KEY", "value"));
        assert!(vault.is_outdated(&sealed["KEY"]));
        assert!(Vault::new("new").open_all(&app_id, sealed).is_err());
    }
    let new = vault.seal_all(&app_id, &env("KEY", "value"));
    assert!(!vault.is_outdated(&new["KEY"]));
    assert!(Vault::new("new").open_all(&app_id, &new).is_ok());
    assert!(Vault::new("old").open_all(&app_id, &new).is_err());
}

#[test]
fn a_value_whose_key_is_not_named_opens_and_is_outdated() {
    let app_id = app("aaaaaaaa");
    let sealed = sealed_unnamed("secret", &app_id, "KEY", "value");
    let vault = Vault::new("secret");
    assert_eq!(vault.open_variable(&app_id, "KEY", &sealed).unwrap(), "value");
    assert!(vault.is_outdated(&sealed));
}

/// Written by an earlier version of this server: it opens for ever.
#[test]
fn a_value_sealed_long_ago_opens() {
    let sealed = "v1:AAECAwQFBgcICQoLKj0qrxqG175dDRjmqmyFONuqVtjm+e35S4dLX8PInjOI";
    let opened = Vault::new("a secret for tests").open_variable(&app("aaaaaaaa"), "KEY", sealed);
    assert_eq!(opened.unwrap(), "value of long ago");
}

#[test]
fn a_vault_does_not_print_its_keys() {
    let vault = Vault::with_previous("hunter2hunter2", &["hunter1hunter1".to_owned()]);
    let shown = format!("{vault:?}");
    assert!(!shown.contains("hunter"), "{shown}");
}

proptest! {
    #[test]
    fn what_is_sealed_is_opened(value in any::<String>()) {
        let vault = Vault::new("secret");
        let clear = env("KEY", &value);
        let sealed = vault.seal_all(&app("aaaaaaaa"), &clear);
        prop_assert!(sealed["KEY"].starts_with("v2:"));
        prop_assert_eq!(vault.open_all(&app("aaaaaaaa"), &sealed).unwrap(), clear);
    }

    #[test]
    fn anything_else_is_refused_in_words(sealed in "(v[12]:)?([0-9a-f]{8}:)?.*") {
        let vault = Vault::new("secret");
        let error = vault.open_all(&app("aaaaaaaa"), &SealedEnv::from([("KEY".to_owned(), sealed)]));
        prop_assert!(error.unwrap_err().to_string().contains("KEY"));
    }
}

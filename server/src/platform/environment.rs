//! Which environment variables an app may have.

use std::collections::BTreeMap;

use super::error::{Error, Result};
use crate::store::SealedEnv;

/// Most variables of one app.
const MAX_VARIABLES: usize = 100;
/// Most bytes of a name.
const MAX_NAME_BYTES: usize = 128;
/// Most bytes of one value.
const MAX_VALUE_BYTES: usize = 32 * 1024;
/// Most bytes of all names and values: well below what a process or a Secret can take.
const MAX_TOTAL_BYTES: usize = 128 * 1024;

/// Names the platform, the interpreter or the loader rely on.
const RESERVED: [&str; 7] = [
    "APP_DATA_DIR",
    "APP_ID",
    "APP_REVISION",
    "CODE_PATH",
    "HOME",
    "PATH",
    "PLATFORM_MONGO_URI",
];
/// Beginnings of such names.
const RESERVED_PREFIXES: [&str; 4] = ["PYTHON", "LD_", "DYLD_", "FP_"];

/// Refuses what cannot be set as plain variables beside these secrets, naming it.
pub(super) fn check_beside(env: &BTreeMap<String, String>, secrets: &SealedEnv) -> Result<()> {
    check(env)?;
    check_apart(env, secrets)
}

/// Refuses variables and secrets that share a name, or are too many together. Values do not matter here.
pub(super) fn check_apart(env: &BTreeMap<String, String>, secrets: &SealedEnv) -> Result<()> {
    if let Some(name) = env.keys().find(|name| secrets.contains_key(*name)) {
        return refuse(format!(
            "{name} cannot be a variable and a secret at once\nhint: remove the other first, or choose another name"
        ));
    }
    let count = env.len() + secrets.len();
    if count > MAX_VARIABLES {
        return refuse(format!(
            "an app may have {MAX_VARIABLES} variables and secrets, not {count}"
        ));
    }
    let total: usize = secrets.values().map(String::len).sum();
    // Sealed values are a third longer than what they hold.
    if total > MAX_TOTAL_BYTES / 3 * 4 {
        return refuse(format!(
            "the secrets are too large together; {MAX_TOTAL_BYTES} bytes are allowed"
        ));
    }
    Ok(())
}

/// Refuses a secret that cannot be set.
pub(super) fn check_secret(name: &str, value: &str) -> Result<()> {
    check_name(name)?;
    check_value(name, value)
}

/// Refuses what cannot be set, naming it.
pub(super) fn check(env: &BTreeMap<String, String>) -> Result<()> {
    if env.len() > MAX_VARIABLES {
        return refuse(format!(
            "an app may have {MAX_VARIABLES} variables, not {}",
            env.len()
        ));
    }
    for (name, value) in env {
        check_name(name)?;
        check_value(name, value)?;
    }
    let total: usize = env.iter().map(|(name, value)| name.len() + value.len()).sum();
    if total > MAX_TOTAL_BYTES {
        return refuse(format!(
            "the variables have {total} bytes together; {MAX_TOTAL_BYTES} are allowed"
        ));
    }
    Ok(())
}

fn check_name(name: &str) -> Result<()> {
    let mut bytes = name.bytes();
    let begins = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if !begins
        || !bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        || name.len() > MAX_NAME_BYTES
    {
        return refuse(format!(
            "{name:?} cannot name a variable: letters, digits and underscores, no digit first, at most {MAX_NAME_BYTES}"
        ));
    }
    if RESERVED.contains(&name) || RESERVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
        return refuse(format!(
            "the variable {name} belongs to the platform\nhint: choose another name"
        ));
    }
    Ok(())
}

fn check_value(name: &str, value: &str) -> Result<()> {
    if value.contains('\0') {
        return refuse(format!(
            "the value of {name} contains a NUL character, which no variable can hold"
        ));
    }
    if value.len() > MAX_VALUE_BYTES {
        return refuse(format!(
            "the value of {name} has {} bytes; {MAX_VALUE_BYTES} are allowed",
            value.len()
        ));
    }
    Ok(())
}

fn refuse(reason: String) -> Result<()> {
    Err(Error::Field {
        field: "env_vars",
        message: reason,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn one(name: &str, value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(name.to_owned(), value.to_owned())])
    }

    #[rstest]
    #[case("GREETING", true)]
    #[case("_x1", true)]
    #[case("PYTHONPATH", false)]
    #[case("LD_PRELOAD", false)]
    #[case("PATH", false)]
    #[case("CODE_PATH", false)]
    #[case("PLATFORM_MONGO_URI", false)]
    #[case("FP_TOKEN", false)]
    #[case("1X", false)]
    #[case("", false)]
    #[case("A=B", false)]
    #[case("A B", false)]
    #[case("Ä", false)]
    fn names(#[case] name: &str, #[case] allowed: bool) {
        assert_eq!(check(&one(name, "value")).is_ok(), allowed);
    }

    #[test]
    fn sizes_are_bounded() {
        assert!(check(&one("A", &"x".repeat(MAX_VALUE_BYTES))).is_ok());
        assert!(check(&one("A", &"x".repeat(MAX_VALUE_BYTES + 1))).is_err());
        assert!(check(&one("A", "a\0b")).is_err());
        let many = (0..=MAX_VARIABLES)
            .map(|number| (format!("A{number}"), String::new()))
            .collect();
        assert!(check(&many).is_err());
    }
}

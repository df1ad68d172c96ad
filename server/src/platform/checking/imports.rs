//! Which imports the operator allows: kept in the record, in the form of the existing platform, a list that replaces the
//! default one. Names keep their case, and dotted ones allow a part of a package.

use std::collections::BTreeSet;

use fp_checker::Policy;

use crate::platform::Platform;
use crate::platform::error::{Error, Result};

/// The name under which the list is kept, as on the existing platform.
const ALLOWED_IMPORTS: &str = "allowed_imports";
/// In the list, stands for everything that is allowed by default, so that the rest extends it.
const DEFAULT: &str = "*";
/// Most names in the list.
const MAX_NAMES: usize = 1_000;
/// Most bytes of one name.
const MAX_NAME_BYTES: usize = 200;

/// Every import that is allowed, sorted: what the operator last said, else the default ones.
pub async fn allowed_imports(platform: &Platform) -> Result<Vec<String>> {
    let mut names = said(platform).await?.unwrap_or_else(default_only);
    if names.remove(DEFAULT) {
        names.extend(Policy::default_imports().into_iter().map(str::to_owned));
    }
    Ok(names.into_iter().collect())
}

/// Replaces the list and answers as [`allowed_imports`] does. Blank and repeated names are left out.
///
/// A list that holds all default imports, or `*` in their place, extends them. An empty list, or a name that no import
/// statement could have, is refused with [`Error::Settings`].
pub async fn set_allowed_imports(platform: &Platform, names: &[String]) -> Result<Vec<String>> {
    let names = checked(names)?;
    let text = serde_json::to_string(&compact(names))
        .map_err(|error| Error::Internal(format!("the list cannot be written: {error}")))?;
    platform.store.set_setting(ALLOWED_IMPORTS, &text).await?;
    allowed_imports(platform).await
}

/// Puts the operator's list into a policy.
pub(super) async fn apply(platform: &Platform, policy: &mut Policy) -> Result<()> {
    let Some(mut names) = said(platform).await? else {
        return Ok(());
    };
    if names.remove(DEFAULT) {
        policy.extend_imports = names;
    } else {
        policy.replace_imports = Some(names);
    }
    Ok(())
}

/// What the operator last said; nothing is said by an empty list either.
async fn said(platform: &Platform) -> Result<Option<BTreeSet<String>>> {
    let Some(text) = platform.store.setting(ALLOWED_IMPORTS).await? else {
        return Ok(None);
    };
    let names: BTreeSet<String> = serde_json::from_str(&text).unwrap_or_else(|error| {
        tracing::warn!(%error, "the list of allowed imports cannot be read; the default one is used");
        BTreeSet::new()
    });
    Ok(Some(names).filter(|names| !names.is_empty()))
}

fn default_only() -> BTreeSet<String> {
    BTreeSet::from([DEFAULT.to_owned()])
}

fn checked(names: &[String]) -> Result<BTreeSet<String>> {
    let names: BTreeSet<String> = names
        .iter()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    if names.is_empty() {
        return refuse("no import would be allowed\nhint: `*` stands for the default ones".to_owned());
    }
    if names.len() > MAX_NAMES {
        return refuse(format!(
            "{} imports are listed; {MAX_NAMES} are allowed",
            names.len()
        ));
    }
    match names.iter().find(|name| *name != DEFAULT && !is_module(name)) {
        Some(name) => refuse(format!(
            "{name:?} cannot name a module\nhint: `package` or `package.module`"
        )),
        None => Ok(names),
    }
}

/// The list without what `*` says already.
fn compact(mut names: BTreeSet<String>) -> BTreeSet<String> {
    let default = Policy::default_imports();
    if names.contains(DEFAULT) || default.iter().all(|name| names.contains(*name)) {
        names.retain(|name| !default.contains(name.as_str()));
        names.insert(DEFAULT.to_owned());
    }
    names
}

/// Whether an import statement could name it.
fn is_module(name: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && part.chars().all(|each| each.is_alphanumeric() || each == '_')
    };
    name.len() <= MAX_NAME_BYTES && name.split('.').all(part)
}

fn refuse<T>(reason: String) -> Result<T> {
    Err(Error::Settings(reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[rstest]
    #[case("PIL", true)]
    #[case("google.auth", true)]
    #[case("_thread", true)]
    #[case("*", true)]
    #[case("numpy>=2", false)]
    #[case("a..b", false)]
    #[case(".a", false)]
    #[case("1a", false)]
    #[case("scikit-learn", false)]
    fn names(#[case] name: &str, #[case] allowed: bool) {
        assert_eq!(checked(&list(&[name])).is_ok(), allowed);
    }

    #[test]
    fn nothing_is_no_list() {
        let error = checked(&list(&["", "  "])).unwrap_err();
        assert!(matches!(error, Error::Settings(_)), "{error}");
    }

    #[test]
    fn a_list_keeps_its_case_and_no_blanks() {
        let names = checked(&list(&[" PIL ", "PIL", "numpy"])).unwrap();
        assert_eq!(names, BTreeSet::from(["PIL".to_owned(), "numpy".to_owned()]));
    }

    #[test]
    fn the_default_list_with_one_more_extends_it() {
        let mut names = checked(&list(&Policy::default_imports().into_iter().collect::<Vec<_>>())).unwrap();
        names.insert("PIL".to_owned());
        assert_eq!(compact(names), BTreeSet::from(["*".to_owned(), "PIL".to_owned()]));
    }

    #[test]
    fn a_list_of_its_own_stays_as_it_is() {
        let names = BTreeSet::from(["fastapi".to_owned(), "os".to_owned()]);
        assert_eq!(compact(names.clone()), names);
    }
}

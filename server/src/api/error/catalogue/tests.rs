use std::fs;
use std::path::Path;

use super::*;

#[test]
fn codes_stand_once() {
    let mut codes: Vec<_> = ERRORS.iter().map(|error| error.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), ERRORS.len());
}

#[test]
fn every_status_has_a_code_that_is_listed() {
    for status in (400..=599).filter_map(|status| StatusCode::from_u16(status).ok()) {
        let code = code_of(status);
        assert!(ERRORS.iter().any(|error| error.code == code), "{status}: {code}");
    }
}

/// An error whose code is not in the table would be missing from the documentation.
#[test]
fn every_code_in_the_source_is_listed() {
    let mut sources = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api"),
        &mut sources,
    );
    let used: Vec<_> = sources.iter().flat_map(|source| codes_in(source)).collect();
    assert!(used.len() > 20, "{used:?}");
    let unlisted: Vec<_> = used
        .iter()
        .filter(|code| ERRORS.iter().all(|error| error.code != code.as_str()))
        .collect();
    assert!(unlisted.is_empty(), "not in api/error/catalogue.rs: {unlisted:?}");
}

/// What follows a status in a call of `coded`.
fn codes_in(source: &str) -> Vec<String> {
    let calls = source.split("coded(").skip(1);
    let codes = calls.filter_map(|call| {
        let (status, rest) = call.split_once(',')?;
        let code = rest.trim_start().strip_prefix('"')?.split_once('"')?.0;
        status.contains("StatusCode::").then(|| code.to_owned())
    });
    codes.collect()
}

fn collect(folder: &Path, sources: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            sources.push(fs::read_to_string(path).unwrap());
        }
    }
}

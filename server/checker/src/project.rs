//! The input of a check: files as bytes, and where the app starts.

use std::collections::BTreeMap;

/// The files of one app.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Project {
    /// Path with `/` → content. Nothing is assumed about either: both are checked.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Path of the file that makes the app, usually `main.py`.
    pub entrypoint: String,
}

impl Project {
    /// A project from text, as editors and the API hold it.
    pub fn from_text(files: &BTreeMap<String, String>, entrypoint: &str) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| (path.clone(), text.clone().into_bytes()))
            .collect();
        Self {
            files,
            entrypoint: entrypoint.to_owned(),
        }
    }

    /// An app of one file.
    pub fn single(path: &str, text: &str) -> Self {
        Self {
            files: BTreeMap::from([(path.to_owned(), text.as_bytes().to_vec())]),
            entrypoint: path.to_owned(),
        }
    }
}

/// Whether a path names a Python file. Python itself minds the case.
pub(crate) fn is_python(path: &str) -> bool {
    path.strip_suffix(".py").is_some()
}

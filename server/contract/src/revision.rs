//! A revision: immutable code and settings, named by the SHA-256 of their canonical form.

mod shown;

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::app::Framework;
use crate::files::Files;

pub use shown::{
    Change, FileChange, FileDiff, LabelUpdate, RevisionDetail, RevisionDiff, RevisionList, RevisionSummary,
};

/// Files, entrypoint, framework, names of variables and database of an app at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The files.
    pub files: Files,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// The framework found in the code.
    pub framework: Option<Framework>,
    /// Names of the environment variables set, sorted; values are not part of a revision.
    pub env_names: Vec<String>,
    /// The database used.
    pub database_id: Option<String>,
}

impl Revision {
    /// The revision's name: 64 lower-case hex digits.
    ///
    /// Every part is preceded by its length, so that no two revisions share a canonical form.
    pub fn id(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(b"fp revision 1");
        let mut part = |bytes: &[u8]| {
            hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(bytes);
        };
        part(self.entrypoint.as_bytes());
        part(format!("{:?}", self.framework).as_bytes());
        part(self.database_id.as_deref().unwrap_or_default().as_bytes());
        part(&[u8::from(self.database_id.is_some())]);
        part(self.env_names.len().to_string().as_bytes());
        self.env_names.iter().for_each(|name| part(name.as_bytes()));
        for (path, text) in &self.files {
            part(path.as_bytes());
            part(text.as_bytes());
        }
        hasher
            .finalize()
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                // Writing to a String cannot fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

/// The first eight digits of a revision's name, as screens show it.
pub fn short(revision: &str) -> &str {
    revision.get(..8).unwrap_or(revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revision(files: &[(&str, &str)]) -> Revision {
        Revision {
            files: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
            entrypoint: "app.py".to_owned(),
            framework: Some(Framework::Fastapi),
            env_names: Vec::new(),
            database_id: None,
        }
    }

    #[test]
    fn the_name_is_stable() {
        insta::assert_snapshot!(revision(&[("app.py", "app = 1")]).id());
    }

    #[test]
    fn moving_text_between_files_changes_the_name() {
        assert_ne!(revision(&[("a", "bc")]).id(), revision(&[("ab", "c")]).id());
    }

    #[test]
    fn every_part_changes_the_name() {
        let base = revision(&[("app.py", "x")]);
        let changed = [
            Revision {
                entrypoint: "main.py".to_owned(),
                ..base.clone()
            },
            Revision {
                framework: None,
                ..base.clone()
            },
            Revision {
                env_names: vec!["KEY".to_owned()],
                ..base.clone()
            },
            Revision {
                database_id: Some(String::new()),
                ..base.clone()
            },
        ];
        for other in changed {
            assert_ne!(base.id(), other.id(), "{other:?}");
        }
    }
}

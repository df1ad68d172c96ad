//! An app's code as it is edited: files, entrypoint, and whether clients see one text or many files.

use fp_contract::app::Mode;
use fp_contract::files::{Files, MAX_FILES, SINGLE_FILE};

use crate::platform::error::{Error, Result};
use crate::store::Draft;

/// Most bytes of a draft: four times what can be deployed, so that an edit that went too far is kept.
const MAX_DRAFT_BYTES: usize = 2 * 1024 * 1024;
/// Most files of a draft, for the same reason.
const MAX_DRAFT_FILES: usize = 4 * MAX_FILES;
/// Most bytes of a path.
const MAX_PATH_BYTES: usize = 255;

/// Code as it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) mode: Mode,
    pub(super) files: Files,
    pub(super) entrypoint: String,
}

/// What a request says about the code; whatever it leaves out stays as it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Edit {
    pub(super) code: Option<String>,
    pub(super) files: Option<Files>,
    pub(super) entrypoint: Option<String>,
}

impl Edit {
    /// Whether nothing is said at all.
    pub(super) fn is_empty(&self) -> bool {
        self.code.is_none() && self.files.is_none() && self.entrypoint.is_none()
    }
}

impl Source {
    /// The code of a new app. Files, when there are some, make it a multi-file app.
    pub(super) fn new(edit: Edit) -> Result<Self> {
        let entrypoint = edit.entrypoint.unwrap_or_else(|| SINGLE_FILE.to_owned());
        let source = match (edit.files.filter(|files| !files.is_empty()), edit.code) {
            (Some(files), _) => Self {
                mode: Mode::Multi,
                files,
                entrypoint,
            },
            (None, Some(code)) => Self {
                mode: Mode::Single,
                files: Files::from([(entrypoint.clone(), code)]),
                entrypoint,
            },
            (None, None) => return Err(Error::Invalid("either code or files must be given".to_owned())),
        };
        source.checked()
    }

    /// The code as the record has it.
    pub(super) fn stored(draft: Draft, mode: Mode) -> Self {
        Self {
            mode,
            files: draft.files,
            entrypoint: draft.entrypoint,
        }
    }

    /// The code after an edit. Files replace all files; code replaces the one file of a single-file app.
    pub(super) fn edited(&self, edit: Edit) -> Result<Self> {
        let entrypoint = edit.entrypoint.unwrap_or_else(|| self.entrypoint.clone());
        let (mode, files) = match (edit.files, edit.code) {
            (Some(files), _) => (self.mode_of(&files, &entrypoint), files),
            (None, Some(_)) if self.mode == Mode::Multi => {
                return Err(Error::Invalid(
                    "this app has several files\nhint: send files, not code".to_owned(),
                ));
            }
            (None, Some(code)) => (Mode::Single, Files::from([(entrypoint.clone(), code)])),
            (None, None) => (self.mode, self.files.clone()),
        };
        Self {
            mode,
            files,
            entrypoint,
        }
        .checked()
    }

    /// A single-file app stays one while its only file is the one it has, so that older clients still find `code`.
    fn mode_of(&self, files: &Files, entrypoint: &str) -> Mode {
        let same_file = files.len() == 1 && files.contains_key(entrypoint) && entrypoint == self.entrypoint;
        if self.mode == Mode::Single && same_file {
            Mode::Single
        } else {
            Mode::Multi
        }
    }

    /// The one text of a single-file app.
    pub(super) fn code(&self) -> Option<String> {
        code_of(self.mode, &self.files, &self.entrypoint)
    }

    /// What even a draft must keep to; whether it can be deployed is for the checker to say.
    fn checked(self) -> Result<Self> {
        if self.files.len() > MAX_DRAFT_FILES {
            return Err(Error::Invalid(format!(
                "a draft may have {MAX_DRAFT_FILES} files, not {}",
                self.files.len()
            )));
        }
        let total: usize = self
            .files
            .iter()
            .map(|(path, text)| path.len() + text.len())
            .sum();
        if total > MAX_DRAFT_BYTES {
            return Err(Error::Invalid(format!(
                "the files have {total} bytes together; {MAX_DRAFT_BYTES} are kept in a draft"
            )));
        }
        let wrong = self
            .files
            .keys()
            .chain([&self.entrypoint])
            .find(|path| !is_path(path));
        if let Some(path) = wrong {
            return Err(Error::Invalid(format!(
                "{path:?} cannot be the path of a file: relative, with /, without . and .. and control characters"
            )));
        }
        Ok(self)
    }
}

/// The one text of a single-file app.
pub(super) fn code_of(mode: Mode, files: &Files, entrypoint: &str) -> Option<String> {
    (mode == Mode::Single)
        .then(|| files.get(entrypoint).cloned())
        .flatten()
}

fn is_path(path: &str) -> bool {
    path.len() <= MAX_PATH_BYTES
        && !path.contains('\\')
        && !path.chars().any(char::is_control)
        && path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn single() -> Source {
        Source::new(Edit {
            code: Some("app = 1".to_owned()),
            ..Edit::default()
        })
        .unwrap()
    }

    fn files(paths: &[&str]) -> Files {
        paths
            .iter()
            .map(|path| ((*path).to_owned(), String::new()))
            .collect()
    }

    #[test]
    fn the_same_file_keeps_an_app_single() {
        let edit = |paths: &[&str]| Edit {
            files: Some(files(paths)),
            ..Edit::default()
        };
        assert_eq!(single().edited(edit(&["app.py"])).unwrap().mode, Mode::Single);
        assert_eq!(
            single().edited(edit(&["app.py", "a.css"])).unwrap().mode,
            Mode::Multi
        );
        assert_eq!(single().edited(edit(&["main.py"])).unwrap().mode, Mode::Multi);
    }

    #[test]
    fn code_cannot_replace_several_files() {
        let several = single()
            .edited(Edit {
                files: Some(files(&["app.py", "b.py"])),
                ..Edit::default()
            })
            .unwrap();
        let code = Edit {
            code: Some(String::new()),
            ..Edit::default()
        };
        assert!(several.edited(code).is_err());
    }

    #[rstest]
    #[case("../x.py")]
    #[case("/etc/passwd")]
    #[case("a//b.py")]
    #[case("a\\b.py")]
    #[case("a\u{0}b.py")]
    #[case("")]
    #[case("./a.py")]
    fn paths_that_lead_elsewhere_are_refused(#[case] path: &str) {
        let edit = Edit {
            files: Some(files(&["app.py", path])),
            ..Edit::default()
        };
        assert!(Source::new(edit).is_err());
    }

    #[test]
    fn a_draft_keeps_more_than_can_be_deployed_but_not_everything() {
        let of = |bytes| Edit {
            code: Some("x".repeat(bytes)),
            ..Edit::default()
        };
        assert!(Source::new(of(600 * 1024)).is_ok());
        assert!(Source::new(of(MAX_DRAFT_BYTES)).is_err());
    }
}

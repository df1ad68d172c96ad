//! Which Python makes the environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::PrepareError;

/// The oldest version that runs the runner.
const OLDEST: (u32, u32) = (3, 10);
/// Names looked for on the path: the user's choice first, then from new to old.
const NAMES: [&str; 5] = ["python3", "python3.13", "python3.12", "python3.11", "python3.10"];

/// What the environment is made with, as this process was given it.
#[derive(Clone, Debug)]
pub(super) struct Tools {
    /// `FP_PYTHON`: the Python to use.
    pub(super) python: Option<PathBuf>,
    /// `PATH`.
    pub(super) path: OsString,
    /// Variables set for the installer beside those of this process.
    pub(super) variables: Vec<(OsString, OsString)>,
}

impl Tools {
    pub(super) fn from_environment() -> Self {
        Self {
            python: std::env::var_os("FP_PYTHON")
                .filter(|name| !name.is_empty())
                .map(PathBuf::from),
            path: std::env::var_os("PATH").unwrap_or_default(),
            variables: Vec::new(),
        }
    }

    /// The program of this name on the path.
    pub(super) fn find(&self, name: &str) -> Option<PathBuf> {
        std::env::split_paths(&self.path)
            .map(|folder| folder.join(name))
            .find(|path| path.is_file())
    }

    /// A command with the environment it is to see.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env("PATH", &self.path)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env_remove("PYTHONHOME")
            .env_remove("PYTHONPATH")
            .stdin(Stdio::null());
        command
    }
}

/// A Python that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Python {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Implementation, version and machine, such as `cpython 3.11.7 x86_64`.
    pub(super) version: String,
    /// The folder for packages below an environment: `lib/python3.11/site-packages`.
    pub(super) packages: String,
}

/// The first Python that is new enough: the one named, or one on the path.
pub(super) fn find(tools: &Tools) -> Result<Python, PrepareError> {
    if let Some(path) = &tools.python {
        let found = if path.components().count() == 1 {
            path.to_str().and_then(|name| tools.find(name))
        } else {
            None
        };
        return usable(tools, found.as_deref().unwrap_or(path));
    }
    let mut too_old = None;
    for path in NAMES.iter().filter_map(|name| tools.find(name)) {
        match usable(tools, &path) {
            Ok(python) => return Ok(python),
            Err(error @ PrepareError::TooOld { .. }) => too_old = too_old.or(Some(error)),
            Err(error) => tracing::debug!(%error, "a Python is passed over"),
        }
    }
    Err(too_old.unwrap_or(PrepareError::NoPython))
}

fn usable(tools: &Tools, path: &Path) -> Result<Python, PrepareError> {
    const ASK: &str = "import sys, platform as p; print(sys.implementation.name, p.python_version(), \
                       p.machine()); print(sys.executable)";
    let bad = |reason: String| PrepareError::BadPython {
        path: path.to_owned(),
        reason,
    };
    let output = tools
        .command(path)
        .args(["-I", "-c", ASK])
        .output()
        .map_err(|error| bad(error.to_string()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text.lines();
    let (Some(version), Some(executable), true) = (lines.next(), lines.next(), output.status.success())
    else {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(bad(said.lines().last().unwrap_or("it says nothing").to_owned()));
    };
    let number = numbers(version).ok_or_else(|| bad(format!("its version is {version:?}")))?;
    if number < OLDEST {
        return Err(PrepareError::TooOld {
            path: path.to_owned(),
            version: version.to_owned(),
        });
    }
    Ok(Python {
        path: PathBuf::from(executable),
        version: version.to_owned(),
        packages: format!("lib/python{}.{}/site-packages", number.0, number.1),
    })
}

/// Major and minor version in `cpython 3.11.7 x86_64`.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split(' ').nth(1)?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

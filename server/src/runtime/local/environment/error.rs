//! Why the environment cannot be prepared, and how an installer's output tells. Pure.

use std::io;
use std::path::{Path, PathBuf};

/// Lines of an installer's output shown when its failure is none of the known ones.
const SHOWN_LINES: usize = 12;

/// Why the environment cannot be prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// There is no Python.
    #[error("no Python was found\nhint: install Python 3.10 or newer, or name one with FP_PYTHON")]
    NoPython,
    /// The Python named does not work.
    #[error("{} cannot be used as Python: {reason}\nhint: FP_PYTHON names the Python to use", path.display())]
    BadPython {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Every Python found is too old.
    #[error("Python 3.10 or newer is needed, and {} is {version}\nhint: install a newer one, or name one with FP_PYTHON", path.display())]
    TooOld {
        /// The newest found.
        path: PathBuf,
        /// Its version.
        version: String,
    },
    /// Python can neither make an environment nor install packages.
    #[error(
        "{} can neither make an environment nor install packages: ensurepip and pip are missing\n\
         hint: apt install python3-venv (Debian, Ubuntu), or install uv",
        path.display()
    )]
    NoInstaller {
        /// Which.
        path: PathBuf,
    },
    /// The packages cannot be downloaded.
    #[error(
        "the runner's packages cannot be downloaded: {0}\n\
         hint: check the network or the proxy settings and start again; this is needed only once"
    )]
    Network(String),
    /// No space is left.
    #[error("the disk that holds {} is full\nhint: about 250 MB are needed for the Python environment", .0.display())]
    Full(PathBuf),
    /// A package is not what it should be.
    #[error(
        "a downloaded package is not the one that was pinned: {0}\nhint: a proxy or mirror may have changed it"
    )]
    Hash(String),
    /// There is no ready-made package for this Python or machine.
    #[error(
        "a package has no build for this Python and machine: {0}\nhint: name another Python with FP_PYTHON"
    )]
    NoBuild(String),
    /// The installer failed.
    #[error("{command} failed:\n{output}")]
    Failed {
        /// What was run.
        command: String,
        /// The last lines it said.
        output: String,
    },
    /// A folder cannot be used.
    #[error("{} cannot be used: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl PrepareError {
    pub(super) fn folder(path: &Path, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::StorageFull {
            return Self::Full(path.to_owned());
        }
        Self::Folder {
            path: path.to_owned(),
            source,
        }
    }

    /// The reason behind an installer's output; `folder` is where it wrote.
    pub(super) fn from_output(command: &str, lines: &[String], folder: &Path) -> Self {
        let find = |words: &[&str]| {
            lines
                .iter()
                .find(|line| words.iter().any(|word| line.contains(word)))
                .map(|line| line.trim().to_owned())
        };
        if find(FULL).is_some() {
            return Self::Full(folder.to_owned());
        }
        if let Some(line) = find(NETWORK) {
            return Self::Network(line);
        }
        if let Some(line) = find(HASH) {
            return Self::Hash(line);
        }
        if let Some(line) = find(NO_BUILD) {
            return Self::NoBuild(line);
        }
        Self::Failed {
            command: command.to_owned(),
            output: lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n"),
        }
    }
}

/// What pip and uv say when the disk is full,
const FULL: &[&str] = &[
    "No space left on device",
    "os error 28",
    "Errno 28",
    "Disk quota exceeded",
];
/// when the network does not carry,
const NETWORK: &[&str] = &[
    "name resolution",
    "Name or service not known",
    "nodename nor servname",
    "NewConnectionError",
    "Failed to establish a new connection",
    "Connection refused",
    "Network is unreachable",
    "ConnectTimeout",
    "ReadTimeout",
    "timed out",
    "ProxyError",
    "SSLError",
    "dns error",
    "tcp connect error",
    "error sending request",
    "Failed to fetch",
    "Could not connect",
];
/// when a file is not what its hash promises,
const HASH: &[&str] = &["DO NOT MATCH THE HASHES", "Hash mismatch", "hash mismatch"];
/// and when there is no wheel.
const NO_BUILD: &[&str] = &[
    "No matching distribution found",
    "has no usable wheels",
    "no wheels with a matching",
    "has no wheels",
];

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn reason(output: &str) -> PrepareError {
        let lines: Vec<String> = output.lines().map(str::to_owned).collect();
        PrepareError::from_output("pip install", &lines, Path::new("/data"))
    }

    #[rstest]
    #[case("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device")]
    #[case("  Caused by: failed to write: No space left on device (os error 28)")]
    fn a_full_disk(#[case] output: &str) {
        assert!(matches!(reason(output), PrepareError::Full(_)));
    }

    #[rstest]
    #[case(
        "WARNING: Retrying: NewConnectionError('<pip>: [Errno -3] Temporary failure in name resolution')\nERROR: No matching distribution found for x"
    )]
    #[case("error: Failed to fetch: `https://example.org/simple/x/`\n  Caused by: dns error")]
    fn no_network(#[case] output: &str) {
        assert!(matches!(reason(output), PrepareError::Network(_)));
    }

    #[test]
    fn no_wheel() {
        let error = reason("ERROR: No matching distribution found for httptools==0.7.1");
        assert!(matches!(error, PrepareError::NoBuild(_)), "{error}");
    }

    #[test]
    fn anything_else_is_shown() {
        let error = reason("a\nb\nsomething odd");
        assert_eq!(error.to_string(), "pip install failed:\na\nb\nsomething odd");
    }
}

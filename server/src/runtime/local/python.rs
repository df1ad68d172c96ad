//! Which version the Python is that runs apps.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use fp_checker::PythonTarget;
use tokio::process::Command;

/// Prints major and minor version.
const ASK: &str = "import sys; print(*sys.version_info[:2])";
/// A Python that takes longer to say it is not waited for.
const LONGEST: Duration = Duration::from_secs(5);

/// Asks an interpreter. `None` when it cannot say: the parent reports what is wrong with it.
pub(super) async fn version(python: &Path) -> Option<PythonTarget> {
    let mut command = Command::new(python);
    command
        .args(["-I", "-S", "-c", ASK])
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let output = tokio::time::timeout(LONGEST, command.output()).await.ok()?.ok()?;
    parse(str::from_utf8(&output.stdout).ok()?)
}

fn parse(text: &str) -> Option<PythonTarget> {
    let (major, minor) = text.trim().split_once(' ')?;
    Some(PythonTarget {
        major: major.parse().ok()?,
        minor: minor.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_python_says_its_version() {
        let python = version(Path::new("python3")).await.unwrap();
        assert!((python.major, python.minor) >= (3, 10), "{python}");
    }

    #[tokio::test]
    async fn what_is_no_python_says_nothing() {
        assert_eq!(version(Path::new("there-is-no-python-here")).await, None);
        assert_eq!(version(Path::new("true")).await, None);
    }
}

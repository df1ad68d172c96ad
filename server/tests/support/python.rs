//! The Python that runs apps in tests.

use std::path::PathBuf;
use std::sync::OnceLock;

use fp_server::runtime::local::environment;

/// `FP_RUNNER_PYTHON`, or an environment that is prepared once per user and kept.
pub(crate) fn python() -> PathBuf {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON
        .get_or_init(|| match std::env::var_os("FP_RUNNER_PYTHON") {
            Some(python) => PathBuf::from(python),
            None => environment::prepare(&testbed(), &mut |line| eprintln!("{line}")).unwrap(),
        })
        .clone()
}

/// The folder with the package `fp_runner` as the server embeds it.
pub(crate) fn runner_dir() -> PathBuf {
    environment::unpack_runner(&testbed()).unwrap()
}

/// `$XDG_CACHE_HOME/fp/testbed`, by default below `~/.cache`.
fn testbed() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))
        .unwrap_or_else(std::env::temp_dir);
    cache.join("fp/testbed")
}

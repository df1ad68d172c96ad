//! A real `mongod` for tests, from `deploy/testbed/mongo`: one that all tests of a run share, or one that a test may kill.
//!
//! `FP_TEST_MONGO` is the administrator's URI of one that runs already; empty means that there is none and tests on it are left
//! out. Without it the scripts start one, and end it soon after the last test process is gone.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

/// Seconds without a test process after which the shared one is ended: longer than the pause between two runs of one suite.
const SHARED_LINGER: &str = "60";
/// The same for one of a test's own.
const OWN_LINGER: &str = "2";

/// A running `mongod` with access control.
pub(crate) struct Mongo {
    uri: String,
    /// The lock that keeps it alive.
    _used: Option<File>,
}

impl Mongo {
    /// The one that all tests share; `None`, with a line that says why, where it cannot run.
    pub(crate) fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Mongo>> = OnceLock::new();
        SHARED
            .get_or_init(|| match std::env::var("FP_TEST_MONGO") {
                Ok(uri) => (!uri.is_empty()).then_some(Self { uri, _used: None }),
                Err(_) => start(&cache().join("mongo/shared"), SHARED_LINGER),
            })
            .as_ref()
    }

    /// The URI of an administrator: may do everything, and names no database.
    pub(crate) fn administrator_uri(&self) -> &str {
        &self.uri
    }

    /// The administrator's URI with a database in its path.
    pub(crate) fn uri_of(&self, database: &str) -> String {
        self.uri.replacen("/?", &format!("/{database}?"), 1)
    }
}

/// A name for a database that no other test has.
pub(crate) fn fresh_name() -> String {
    let moment = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    format!("fp_test_{moment:x}_{}", std::process::id())
}

/// A `mongod` of one test's own, that it may kill and start again.
pub(crate) struct OwnMongo {
    folder: TempDir,
    mongo: Mongo,
}

impl OwnMongo {
    /// Starts one; `None`, with a line that says why, where it cannot run.
    pub(crate) fn start() -> Option<Self> {
        Mongo::shared()?;
        let folder = tempfile::tempdir().unwrap();
        let mongo = start(folder.path(), OWN_LINGER)?;
        Some(Self { folder, mongo })
    }

    /// The running server.
    pub(crate) fn mongo(&self) -> &Mongo {
        &self.mongo
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(&self) {
        let pid = std::fs::read_to_string(self.folder.path().join("mongod.pid")).unwrap();
        let killed = Command::new("kill").args(["-9", pid.trim()]).status().unwrap();
        assert!(killed.success());
    }

    /// Starts it again on the same data and the same port.
    pub(crate) fn restart(&self) {
        let output = script("up.sh").arg(self.folder.path()).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
}

impl Drop for OwnMongo {
    fn drop(&mut self) {
        let _the_keeper_ends_it = script("down.sh").arg(self.folder.path()).arg("--wipe").output();
    }
}

/// The program itself; `None` where tests use a server that runs already.
pub(crate) fn program() -> Option<PathBuf> {
    Mongo::shared()?;
    let versions = std::fs::read_dir(cache().join("mongo/bin"))
        .into_iter()
        .flatten()
        .flatten();
    let mut programs = versions.map(|version| version.path().join("mongod"));
    programs.find(|program| program.is_file())
}

/// Takes the lock that keeps a server alive, then starts it unless it runs.
fn start(folder: &Path, linger: &str) -> Option<Mongo> {
    std::fs::create_dir_all(folder).unwrap();
    let used = File::options()
        .create(true)
        .append(true)
        .open(folder.join("used"))
        .unwrap();
    used.lock_shared().unwrap();
    let output = script("up.sh")
        .arg(folder)
        .args(["--while-used", linger])
        .output()
        .unwrap();
    match output.status.code() {
        Some(0) => Some(Mongo {
            uri: String::from_utf8(output.stdout).unwrap().trim().to_owned(),
            _used: Some(used),
        }),
        Some(3) => {
            eprintln!("left out: tests on MongoDB: {}", said(&output));
            None
        }
        _ => panic!("{}", said(&output)),
    }
}

fn script(name: &str) -> Command {
    Command::new(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../deploy/testbed/mongo")
            .join(name),
    )
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

/// The folder the scripts keep everything in by default.
fn cache() -> PathBuf {
    let named = |name| {
        std::env::var_os(name)
            .filter(|folder| !folder.is_empty())
            .map(PathBuf::from)
    };
    named("FP_TEST_CACHE").unwrap_or_else(|| {
        named("XDG_CACHE_HOME")
            .or_else(|| Some(named("HOME")?.join(".cache")))
            .unwrap_or_else(std::env::temp_dir)
            .join("fp/testbed")
    })
}

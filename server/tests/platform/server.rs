//! A real `fp-server` process in a folder of its own.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::client::Client;
use super::python::python;

/// Longest wait for anything in these tests.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A running server; killed when dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Server {
    /// Starts a server on `data_dir` and a free port and waits until it answers.
    pub(crate) async fn start(data_dir: &Path) -> Self {
        Self::start_with(data_dir, &[]).await
    }

    /// The same with more environment variables.
    pub(crate) async fn start_with(data_dir: &Path, variables: &[(&str, &str)]) -> Self {
        let known = data_dir.join("server.json");
        let _none_yet = std::fs::remove_file(&known);
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(data_dir.join("server.log"))
            .unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_fp-server"))
            .env("FP_DATA_DIR", data_dir)
            .env("FP_LISTEN", "127.0.0.1:0")
            .env("FP_RUNNER_PYTHON", python())
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let pid = process.id();
        let mut server = Self {
            process,
            url: String::new(),
        };
        let description = until("the server to answer", async || {
            let text = std::fs::read_to_string(&known).ok()?;
            let description: serde_json::Value = serde_json::from_str(&text).ok()?;
            (description["pid"] == pid).then_some(description)
        })
        .await;
        description["url"].as_str().unwrap().clone_into(&mut server.url);
        server
    }

    /// A client signed in as the owner of `data_dir`.
    pub(crate) fn owner(&self, data_dir: &Path) -> Client {
        let token = std::fs::read_to_string(data_dir.join("owner-token")).unwrap();
        Client::new(&self.url, token.trim())
    }

    /// Ends the server as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_dead = self.process.kill();
        let _already_reaped = self.process.wait();
    }
}

/// Waits until `condition` gives something; looks every few milliseconds.
pub(crate) async fn until<T>(what: &str, condition: impl AsyncFnMut() -> Option<T>) -> T {
    let found = until_or_not(condition).await;
    assert!(found.is_some(), "waited {PATIENCE:?} for {what}");
    found.unwrap()
}

/// The same; `None` when it did not come in time.
pub(crate) async fn until_or_not<T>(mut condition: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_millis(5));
    while start.elapsed() < PATIENCE {
        ticks.tick().await;
        if let Some(found) = condition().await {
            return Some(found);
        }
    }
    None
}

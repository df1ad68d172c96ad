//! The embedded server on this machine: found, prepared, started and stopped.
//!
//! Everything here happens before the first drawing, so it blocks; when the server already answers it costs one
//! request over the loopback interface.

mod health;
mod process;
mod program;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

pub use health::{LocalHealth, ask};
pub(crate) use process::SERVE_DETACHED;
pub use process::serve_detached;

/// How long a started server may take until it answers.
const START_DEADLINE: Duration = Duration::from_secs(15);
/// How long a stopped server may take until it is gone.
const STOP_DEADLINE: Duration = Duration::from_secs(20);
/// How often a condition is looked at while waiting.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Lines of the server's log shown when it does not start.
const LOG_LINES: usize = 12;

/// `server.json`, written by the server once it listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerFile {
    /// Where it listens.
    pub url: String,
    /// Its process.
    pub pid: i32,
    /// Tells this process of the server from others.
    pub instance: String,
}

/// A server that answers, and the token of its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalServer {
    /// Where it listens.
    pub url: String,
    /// The owner's token; `None` sends the person to the sign-in screen.
    pub token: Option<String>,
}

/// The embedded server cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// There is no server program.
    #[error(
        "the fp-server program was not found beside fp or on the PATH; hint: install both together, or set FP_SERVER_BINARY"
    )]
    NoProgram,
    /// The preparation said no; it has said why.
    #[error("fp-server could not prepare this machine; what is missing stands above")]
    NotPrepared,
    /// A program cannot be run.
    #[error("{program} cannot be run: {source}")]
    Run {
        /// The program.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The server ended, or did not answer in time.
    #[error("fp-server {what}; the last lines of {log}:\n{tail}")]
    NotStarted {
        /// What it did instead.
        what: String,
        /// Its log.
        log: PathBuf,
        /// The end of its log.
        tail: String,
    },
    /// The server does not end.
    #[error("the server (process {0}) has not ended; hint: look at its log, then end it with kill -9 {0}")]
    NotStopped(i32),
    /// A file cannot be read or written.
    #[error("{path} cannot be used: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The embedded server of a data folder.
#[derive(Debug, Clone)]
pub struct Local {
    data: PathBuf,
}

impl Local {
    /// The embedded server that keeps its data in `data`.
    pub fn new(data: PathBuf) -> Self {
        Self { data }
    }

    /// The server, when it answers and is the one `server.json` tells of.
    pub fn running(&self) -> Option<ServerFile> {
        let file = self.server_file()?;
        let health = ask(&file.url)?;
        (health.instance.as_deref() == Some(&file.instance)).then_some(file)
    }

    /// The server, started when it does not answer.
    pub fn ensure(&self) -> Result<LocalServer, LocalError> {
        let file = match self.running() {
            Some(file) => file,
            None => self.start()?,
        };
        Ok(LocalServer {
            url: file.url,
            token: self.owner_token(),
        })
    }

    /// The owner's token, written by the server.
    pub fn owner_token(&self) -> Option<String> {
        let text = fs::read_to_string(self.data.join("owner-token")).ok()?;
        Some(text.trim().to_owned()).filter(|token| !token.is_empty())
    }

    /// The server's log.
    pub fn log(&self) -> PathBuf {
        self.data.join("server.log")
    }

    /// Ends the server in order, and says whether there was one.
    pub fn stop(&self) -> Result<bool, LocalError> {
        let Some(file) = self.running() else {
            return Ok(false);
        };
        process::terminate(file.pid).map_err(|source| LocalError::Io {
            path: self.data.join("server.json"),
            source,
        })?;
        if wait_until(STOP_DEADLINE, || !process::is_alive(file.pid)) {
            Ok(true)
        } else {
            Err(LocalError::NotStopped(file.pid))
        }
    }

    fn server_file(&self) -> Option<ServerFile> {
        serde_json::from_slice(&fs::read(self.data.join("server.json")).ok()?).ok()
    }

    fn start(&self) -> Result<ServerFile, LocalError> {
        let program = program::find().ok_or(LocalError::NoProgram)?;
        let run = |source| LocalError::Run {
            program: program.clone(),
            source,
        };
        fs::create_dir_all(&self.data).map_err(|source| LocalError::Io {
            path: self.data.clone(),
            source,
        })?;
        let prepared = Command::new(&program)
            .arg("prepare")
            .env("FP_DATA_DIR", &self.data)
            .stdout(Stdio::null())
            .status()
            .map_err(run)?;
        if !prepared.success() {
            return Err(LocalError::NotPrepared);
        }
        let before = log_length(&self.log());
        let mut server = process::spawn_detached(&program, &self.data, &self.log()).map_err(run)?;
        let mut ended = None;
        let mut found = None;
        wait_until(START_DEADLINE, || {
            ended = server.try_wait().ok().flatten();
            found = self.running();
            ended.is_some() || found.is_some()
        });
        // Whoever starts the server also has to take note of its end, or it would linger as a zombie.
        std::thread::spawn(move || server.wait());
        found.ok_or_else(|| LocalError::NotStarted {
            what: match ended {
                Some(status) => format!("ended at once ({status})"),
                None => format!("does not answer after {} s", START_DEADLINE.as_secs()),
            },
            tail: tail(&self.log(), before),
            log: self.log(),
        })
    }
}

/// Looks at a condition until it holds or the time is over; says whether it held.
fn wait_until(deadline: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + deadline;
    loop {
        if holds() {
            return true;
        }
        if Instant::now() >= end {
            return false;
        }
        std::thread::park_timeout(LOOK_EVERY);
    }
}

fn log_length(log: &Path) -> u64 {
    fs::metadata(log).map_or(0, |metadata| metadata.len())
}

/// The last lines a log has gained since it was `before` bytes long.
fn tail(log: &Path, before: u64) -> String {
    let bytes = fs::read(log).unwrap_or_default();
    let new = bytes
        .get(usize::try_from(before).unwrap_or(0)..)
        .unwrap_or(&bytes);
    let lines = crate::sanitise::lines(&String::from_utf8_lossy(new));
    lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
}

#[cfg(test)]
mod tests;

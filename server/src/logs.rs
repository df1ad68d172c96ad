//! Logs of apps: numbered, kept in a ring and in segment files, read by any number of followers.
//!
//! Writers never wait: not for readers, not for the disk. Knows nothing of users, HTTP or where lines come from.

mod app_log;
mod follower;
mod ring;
mod segment;
mod writer;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use fp_contract::Timestamp;
use fp_contract::log::{LogRecord, LogStream, RequestRecord};

use crate::store::AppId;
use app_log::AppLog;
use writer::Writer;

pub use follower::{Batch, Follower};

/// A line before it has a number.
#[derive(Clone, Debug, PartialEq)]
pub struct NewLine {
    /// When it was written; RFC 3339 in UTC.
    pub timestamp: String,
    /// The text.
    pub message: String,
    /// Where it came from.
    pub stream: LogStream,
    /// The revision that wrote it.
    pub revision: Option<String>,
    /// The request, for lines of [`LogStream::Request`].
    pub request: Option<RequestRecord>,
}

impl NewLine {
    /// The platform's own word about an app, said now.
    pub fn platform(message: impl Into<String>, revision: Option<&str>) -> Self {
        Self {
            timestamp: format!("{}Z", Timestamp::now()),
            message: message.into(),
            stream: LogStream::Platform,
            revision: revision.map(str::to_owned),
            request: None,
        }
    }
}

/// The last lines of a log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tail {
    /// Oldest first.
    pub records: Vec<Arc<LogRecord>>,
    /// Whether there are older lines than these.
    pub truncated: bool,
}

/// The logs of all apps.
#[derive(Debug)]
pub struct Logs {
    directory: PathBuf,
    by_app: Mutex<HashMap<AppId, Arc<AppLog>>>,
    writer: Writer,
}

impl Logs {
    /// Opens the logs kept below `directory`, creating it if need be; numbering goes on where it ended.
    ///
    /// A last line that was written only in part is dropped.
    pub fn open(directory: &Path) -> io::Result<Arc<Self>> {
        std::fs::create_dir_all(directory)?;
        let mut logs = HashMap::new();
        for entry in std::fs::read_dir(directory)? {
            let entry = entry?;
            if let (true, Ok(name)) = (entry.file_type()?.is_dir(), entry.file_name().into_string()) {
                let next = segment::recover(&entry.path())?;
                logs.insert(AppId(name), Arc::new(AppLog::new(entry.path(), next)));
            }
        }
        Ok(Arc::new(Self {
            directory: directory.to_owned(),
            by_app: Mutex::new(logs),
            writer: Writer::start()?,
        }))
    }

    /// Adds a line to an app's log. Never waits.
    ///
    /// Text longer than `ring::MAX_TEXT_BYTES` is cut, and says so.
    pub fn append(&self, app_id: &AppId, line: NewLine) {
        let log = self.log(app_id);
        log.append(line);
        self.writer.write(&log);
    }

    /// The last `lines` lines, of those only the ones written at `since` or later.
    pub async fn tail(&self, app_id: &AppId, lines: usize, since: Option<Timestamp>) -> Tail {
        self.log(app_id).tail(lines, since).await
    }

    /// The sequence of the app's newest line, 0 when there is none.
    pub fn newest(&self, app_id: &AppId) -> u64 {
        self.log(app_id).newest().borrow().sequence
    }

    /// Lines from the one after `after` on, or from now on when it is `None`.
    ///
    /// Lines that are no longer in memory are read from disk first. A follower that then falls further behind than
    /// the ring reaches loses the oldest lines and is told how many.
    pub fn follow(&self, app_id: &AppId, after: Option<u64>) -> Follower {
        Follower::new(self.log(app_id), after)
    }

    /// Forgets an app's log, on disk too; its followers end.
    pub fn remove(&self, app_id: &AppId) {
        let removed = self.lock().remove(app_id);
        if let Some(log) = removed {
            log.mark_removed();
            self.writer.remove(log);
        }
    }

    /// Returns when every line appended before is handed to the operating system, or cannot be.
    pub async fn flush(&self) {
        self.writer.flush().await;
    }

    fn log(&self, app_id: &AppId) -> Arc<AppLog> {
        let mut logs = self.lock();
        if let Some(log) = logs.get(app_id) {
            return Arc::clone(log);
        }
        let log = Arc::new(AppLog::new(self.directory.join(&app_id.0), 1));
        logs.insert(app_id.clone(), Arc::clone(&log));
        log
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<AppId, Arc<AppLog>>> {
        self.by_app.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

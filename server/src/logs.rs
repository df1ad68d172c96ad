//! Logs of apps: numbered, kept in a ring and in segment files, read by any number of followers.
//!
//! Writers never wait: not for readers, not for the disk. Knows nothing of users, HTTP or where lines come from.

mod app_log;
mod follower;
mod frames;
mod ring;
mod segment;
mod writer;

use std::collections::HashMap;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

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
    /// What happened, for lines of [`LogStream::Platform`] that tell of an event.
    pub reason: Option<&'static str>,
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
            reason: None,
            request: None,
        }
    }

    /// The same about an event, which `reason` names in one stable word.
    pub fn happened(reason: &'static str, message: impl Into<String>, revision: Option<&str>) -> Self {
        Self {
            reason: Some(reason),
            ..Self::platform(message, revision)
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

/// Told of every request an app answered, when its line is added.
pub trait RequestObserver: Send + Sync + 'static {
    /// The app answered `request` at `timestamp` (RFC 3339).
    fn observe(&self, app_id: &AppId, timestamp: &str, request: &RequestRecord);

    /// The app's log was removed.
    fn forget(&self, app_id: &AppId);
}

/// The logs of all apps.
pub struct Logs {
    directory: PathBuf,
    by_app: Mutex<HashMap<AppId, Arc<AppLog>>>,
    writer: Writer,
    requests: OnceLock<Box<dyn RequestObserver>>,
}

impl std::fmt::Debug for Logs {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Logs")
            .field("directory", &self.directory)
            .finish_non_exhaustive()
    }
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
            requests: OnceLock::new(),
        }))
    }

    /// Adds a line to an app's log. Never waits.
    ///
    /// Text longer than `ring::MAX_TEXT_BYTES` is cut, and says so.
    pub fn append(&self, app_id: &AppId, line: NewLine) {
        if let (Some(request), Some(observer)) = (&line.request, self.requests.get()) {
            observer.observe(app_id, &line.timestamp, request);
        }
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

    /// Has `observer` told of every request from now on; only the first one ever is.
    pub fn observe_requests(&self, observer: Box<dyn RequestObserver>) {
        let _there_is_one = self.requests.set(observer);
    }

    /// The newest lines that are `wanted`, at most `count`, newest first.
    pub async fn newest_where(
        &self,
        app_id: &AppId,
        count: usize,
        wanted: impl Fn(&LogRecord) -> bool + Send + 'static,
    ) -> Vec<Arc<LogRecord>> {
        let log = self.log(app_id);
        let (mut found, first) = log.newest_in_memory(count, &wanted);
        if found.len() < count && first > 1 {
            let missing = count - found.len();
            let older = log.scan_back(first, move |older: &mut Vec<_>, record| {
                if wanted(&record) {
                    older.push(Arc::new(record));
                }
                if older.len() < missing {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            });
            found.extend(older.await);
        }
        found
    }

    /// Goes through the lines that were written before this server started, newest first, until `visit` has seen enough;
    /// answers with what it gathered.
    pub async fn scan_earlier<T: Default + Send + 'static>(
        &self,
        app_id: &AppId,
        visit: impl FnMut(&mut T, LogRecord) -> ControlFlow<()> + Send + 'static,
    ) -> T {
        let log = self.log(app_id);
        log.scan_back(log.began(), visit).await
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
        if let Some(observer) = self.requests.get() {
            observer.forget(app_id);
        }
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

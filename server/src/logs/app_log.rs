//! The log of one app: its ring, what of it is on disk, and the bell that wakes followers.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use fp_contract::Timestamp;
use fp_contract::log::LogRecord;
use tokio::sync::watch;

use super::frames::Frames;
use super::ring::Ring;
use super::{NewLine, Tail, segment};

/// How far a log has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Newest {
    /// The number of the newest line, 0 when there is none.
    pub(super) sequence: u64,
    /// Whether the log was removed.
    pub(super) removed: bool,
}

/// The log of one app.
#[derive(Debug)]
pub(super) struct AppLog {
    directory: PathBuf,
    /// The number of the first line of this process.
    began: u64,
    ring: Mutex<Ring>,
    newest: watch::Sender<Newest>,
    frames: Mutex<Frames>,
    /// Whether the writer has been told and has not begun yet.
    pub(super) is_queued: AtomicBool,
    /// Whether the disk does not take lines at present.
    pub(super) is_memory_only: AtomicBool,
}

impl AppLog {
    /// A log kept in `directory` whose next line has the number `next`.
    pub(super) fn new(directory: PathBuf, next: u64) -> Self {
        Self {
            directory,
            began: next,
            ring: Mutex::new(Ring::new(next)),
            newest: watch::Sender::new(Newest {
                sequence: next - 1,
                removed: false,
            }),
            frames: Mutex::default(),
            is_queued: AtomicBool::new(false),
            is_memory_only: AtomicBool::new(false),
        }
    }

    /// Where its segments are.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// The lines in memory.
    pub(super) fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the first line of this process; lines before it are on disk only.
    pub(super) fn began(&self) -> u64 {
        self.began
    }

    /// See [`super::Logs::newest_where`]: those in memory, and the number of the oldest line there.
    pub(super) fn newest_in_memory(
        &self,
        count: usize,
        wanted: impl Fn(&LogRecord) -> bool,
    ) -> (Vec<Arc<LogRecord>>, u64) {
        let ring = self.ring();
        let found = ring
            .newest_first()
            .filter(|record| wanted(record))
            .take(count)
            .cloned();
        (found.collect(), ring.first())
    }

    /// Goes through the lines on disk with `sequence < until`, newest first; see [`super::Logs::scan_earlier`].
    pub(super) async fn scan_back<T: Default + Send + 'static>(
        &self,
        until: u64,
        mut visit: impl FnMut(&mut T, LogRecord) -> ControlFlow<()> + Send + 'static,
    ) -> T {
        let directory = self.directory.clone();
        let scan = move || {
            let mut gathered = T::default();
            let result = segment::scan_back(&directory, until, |record| visit(&mut gathered, record));
            if let Err(error) = result {
                tracing::warn!(path = %directory.display(), %error, "a log could not be read");
            }
            gathered
        };
        tokio::task::spawn_blocking(scan).await.unwrap_or_default()
    }

    /// The lines as followers get them.
    pub(super) fn frames(&self, records: &[Arc<LogRecord>]) -> Vec<Bytes> {
        self.frames
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .of(records)
    }

    /// How far the log has come; changes with every line.
    pub(super) fn newest(&self) -> watch::Receiver<Newest> {
        self.newest.subscribe()
    }

    /// Numbers the line, keeps it and wakes followers.
    pub(super) fn append(&self, line: NewLine) {
        let mut ring = self.ring();
        ring.push(line);
        let sequence = ring.next() - 1;
        self.newest.send_modify(|newest| newest.sequence = sequence);
    }

    /// Wakes followers for the last time.
    pub(super) fn mark_removed(&self) {
        self.newest.send_modify(|newest| newest.removed = true);
    }

    /// Whether the log was removed.
    pub(super) fn is_removed(&self) -> bool {
        self.newest.borrow().removed
    }

    /// Marks the log as in the writer's queue; true when it was not.
    pub(super) fn queue(&self) -> bool {
        !self.is_queued.swap(true, Ordering::AcqRel)
    }

    /// See [`super::Logs::tail`].
    pub(super) async fn tail(&self, lines: usize, since: Option<Timestamp>) -> Tail {
        let (first, next) = {
            let ring = self.ring();
            (ring.first(), ring.next())
        };
        let from = next
            .saturating_sub(u64::try_from(lines).unwrap_or(u64::MAX))
            .max(1);
        let mut records = Vec::new();
        if from < first {
            records = self.archived(from, first, usize::MAX).await;
        }
        let in_memory = self.ring().read(from, usize::MAX);
        let seen = records.last().map_or(0, |record| record.sequence);
        records.extend(in_memory.into_iter().filter(|record| record.sequence > seen));
        let truncated = records.first().is_some_and(|record| record.sequence > 1);
        if let Some(since) = since {
            records.retain(|record| is_at_or_after(record, since));
        }
        let excess = records.len().saturating_sub(lines);
        records.drain(..excess);
        Tail { records, truncated }
    }

    /// Lines on disk with `from <= sequence < until`, about `max_bytes` of them; none when the disk cannot be read.
    pub(super) async fn archived(&self, from: u64, until: u64, max_bytes: usize) -> Vec<Arc<LogRecord>> {
        let directory = self.directory.clone();
        tokio::task::spawn_blocking(move || segment::read(&directory, from, until, max_bytes))
            .await
            .ok()
            .and_then(Result::ok)
            .unwrap_or_default()
    }
}

/// A line without a readable time counts as new: showing one too many is better than hiding one.
fn is_at_or_after(record: &LogRecord, since: Timestamp) -> bool {
    let written = record.timestamp.as_ref().and_then(|text| text.parse().ok());
    written.is_none_or(|written: Timestamp| written >= since)
}

//! A reader of one log that keeps its own place and never holds up anybody.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use fp_contract::log::LogRecord;
use tokio::sync::watch;
use tokio::time::Instant;

use super::app_log::{AppLog, Newest};
use super::ring::size;

/// Least time between two batches, so that a flood is handed on in few pieces.
const BATCH_INTERVAL: Duration = Duration::from_millis(20);
/// About the most bytes in one batch.
const BATCH_BYTES: usize = 64 * 1024;
/// About the most bytes read from disk at once.
const ARCHIVE_BYTES: usize = 1024 * 1024;

/// What a follower gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// How many lines were lost before the first of `records`.
    pub missed: u64,
    /// Oldest first, without gaps, at least one.
    pub records: Vec<Arc<LogRecord>>,
}

/// A place in a log that moves forward.
#[derive(Debug)]
pub struct Follower {
    log: Arc<AppLog>,
    newest: watch::Receiver<Newest>,
    /// The number of the line wanted next.
    cursor: u64,
    /// Whether lines before the ring are still wanted from disk.
    is_catching_up: bool,
    /// Lines read from disk and not handed out.
    archived: VecDeque<Arc<LogRecord>>,
    last_batch: Option<Instant>,
}

impl Follower {
    pub(super) fn new(log: Arc<AppLog>, after: Option<u64>) -> Self {
        let newest = log.newest();
        let next = log.ring().next();
        Self {
            log,
            newest,
            // A client may know a later line than a log that lost its last ones to a crash: it gets all that come.
            cursor: after.map_or(next, |after| after.saturating_add(1).min(next)),
            is_catching_up: true,
            archived: VecDeque::new(),
            last_batch: None,
        }
    }

    /// The lines since the last batch, as soon as there are some; `None` when the log was removed.
    ///
    /// May be dropped at any moment without losing lines.
    pub async fn next(&mut self) -> Option<Batch> {
        loop {
            if let Some(last) = self.last_batch {
                tokio::time::sleep_until(last + BATCH_INTERVAL).await;
            }
            if self.newest.borrow_and_update().removed {
                return None;
            }
            if let Some(batch) = self.take().await {
                self.last_batch = Some(Instant::now());
                return Some(batch);
            }
            self.newest.changed().await.ok()?;
        }
    }

    /// The lines of a batch as clients get them: a `log` frame each, encoded once for all followers.
    pub fn frames(&self, batch: &Batch) -> Vec<Bytes> {
        self.log.frames(&batch.records)
    }

    async fn take(&mut self) -> Option<Batch> {
        if self.is_catching_up && self.archived.is_empty() {
            let first = self.log.ring().first();
            if self.cursor < first {
                let records = self.log.archived(self.cursor, first, ARCHIVE_BYTES).await;
                self.archived.extend(records);
            }
            self.is_catching_up = !self.archived.is_empty();
        }
        let records = if self.archived.is_empty() {
            self.log.ring().read(self.cursor, BATCH_BYTES)
        } else {
            self.take_archived()
        };
        self.batch(records)
    }

    /// The next lines read from disk, up to the first gap.
    fn take_archived(&mut self) -> Vec<Arc<LogRecord>> {
        let mut bytes = 0;
        let mut records: Vec<Arc<LogRecord>> = Vec::new();
        while let Some(record) = self.archived.front() {
            bytes += size(record);
            let follows = records
                .last()
                .is_none_or(|last| last.sequence + 1 == record.sequence);
            if !records.is_empty() && (bytes > BATCH_BYTES || !follows) {
                break;
            }
            records.extend(self.archived.pop_front());
        }
        records
    }

    fn batch(&mut self, records: Vec<Arc<LogRecord>>) -> Option<Batch> {
        let (first, last) = (records.first()?.sequence, records.last()?.sequence);
        let missed = first.saturating_sub(self.cursor);
        self.cursor = last + 1;
        Some(Batch { missed, records })
    }
}

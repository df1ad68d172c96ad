//! The thread that writes logs to disk, so that nobody who appends a line waits for it.
//!
//! It takes lines out of the rings: what waits to be written needs no memory of its own.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use tokio::sync::oneshot;

use super::app_log::AppLog;
use super::{NewLine, segment};

/// Time between two attempts while the disk takes nothing.
const RETRY: Duration = Duration::from_secs(1);
/// About the most bytes written at once.
const WRITE_BYTES: usize = 1024 * 1024;

/// Handle to the thread; it ends when the handle is dropped.
#[derive(Debug)]
pub(super) struct Writer {
    commands: Sender<Command>,
}

#[derive(Debug)]
enum Command {
    Write(Arc<AppLog>),
    Remove(Arc<AppLog>),
    Flush(oneshot::Sender<()>),
}

impl Writer {
    pub(super) fn start() -> io::Result<Self> {
        let (commands, receiver) = mpsc::channel();
        std::thread::Builder::new()
            .name("fp-logs".to_owned())
            .spawn(move || Thread::default().run(&receiver))?;
        Ok(Self { commands })
    }

    /// Has the log's new lines written soon.
    pub(super) fn write(&self, log: &Arc<AppLog>) {
        if log.queue() {
            self.send(Command::Write(Arc::clone(log)));
        }
    }

    /// Has the log's files removed.
    pub(super) fn remove(&self, log: Arc<AppLog>) {
        self.send(Command::Remove(log));
    }

    /// Returns when everything asked for before is done, or has failed.
    pub(super) async fn flush(&self) {
        let (done, when_done) = oneshot::channel();
        self.send(Command::Flush(done));
        let _thread_ended = when_done.await;
    }

    fn send(&self, command: Command) {
        if self.commands.send(command).is_err() {
            tracing::error!("the thread that writes logs has ended; lines are kept in memory only");
        }
    }
}

/// What the thread knows.
#[derive(Default)]
struct Thread {
    /// By the log's directory, the number of the first line not written.
    unwritten: HashMap<PathBuf, u64>,
    /// Logs whose last write failed.
    failing: Vec<Arc<AppLog>>,
}

impl Thread {
    fn run(mut self, commands: &Receiver<Command>) {
        loop {
            let command = if self.failing.is_empty() {
                commands.recv().map_err(RecvTimeoutError::from)
            } else {
                commands.recv_timeout(RETRY)
            };
            match command {
                Ok(Command::Write(log)) => self.take_up(log),
                Ok(Command::Remove(log)) => self.remove(&log),
                Ok(Command::Flush(done)) => {
                    let _nobody_waits = done.send(());
                }
                Err(RecvTimeoutError::Timeout) => self.retry(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Writes a log's new lines, unless the disk refused it a moment ago.
    fn take_up(&mut self, log: Arc<AppLog>) {
        log.is_queued.store(false, Ordering::Release);
        if !log.is_removed() && !log.is_memory_only.load(Ordering::Acquire) {
            self.write(log);
        }
    }

    fn retry(&mut self) {
        for log in std::mem::take(&mut self.failing) {
            if !log.is_removed() {
                self.write(log);
            }
        }
    }

    fn write(&mut self, log: Arc<AppLog>) {
        let result = self.write_new_lines(&log);
        let was_failing = log.is_memory_only.swap(result.is_err(), Ordering::AcqRel);
        match result {
            Err(error) => {
                if !was_failing {
                    tracing::error!(path = %log.directory().display(), %error, "a log cannot be written");
                    log.append(NewLine::platform(not_written(&error), None));
                }
                self.failing.push(log);
            }
            Ok(()) if was_failing => {
                log.append(NewLine::platform("log lines are written to disk again", None));
                self.take_up(log);
            }
            Ok(()) => {}
        }
    }

    fn write_new_lines(&mut self, log: &AppLog) -> io::Result<()> {
        let unwritten = self
            .unwritten
            .entry(log.directory().to_owned())
            // Before its first line is written, a ring holds nothing that is on disk.
            .or_insert_with(|| log.ring().first());
        loop {
            let records = log.ring().read(*unwritten, WRITE_BYTES);
            let Some(last) = records.last() else { return Ok(()) };
            segment::append(log.directory(), &records)?;
            *unwritten = last.sequence + 1;
        }
    }

    fn remove(&mut self, log: &AppLog) {
        self.unwritten.remove(log.directory());
        self.failing.retain(|failing| !failing.is_removed());
        match std::fs::remove_dir_all(log.directory()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(path = %log.directory().display(), %error, "a log could not be removed");
            }
            _ => {}
        }
    }
}

fn not_written(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::StorageFull {
        "the disk is full: new log lines are kept in memory only until there is room".to_owned()
    } else {
        format!("log lines cannot be written ({error}): they are kept in memory only until they can")
    }
}

//! A thread that works through a queue and finishes it before it ends.

use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;

use super::Outbox;
use crate::message::Message;

/// A worker thread and its queue.
pub(super) struct Worker<T> {
    queue: Option<Sender<T>>,
    thread: Option<JoinHandle<()>>,
}

impl<T: Send + 'static> Worker<T> {
    /// Starts a thread that is given everything waiting in the queue at once, oldest first. Should it panic, the
    /// program ends in order: going on without it would show findings, or a safety of edits, that are no more.
    pub(super) fn spawn(
        name: &str,
        stack_bytes: usize,
        outbox: Outbox,
        mut work: impl FnMut(Vec<T>) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::channel::<T>();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .stack_size(stack_bytes)
            .spawn(move || {
                let _guard = EndOnPanic(outbox);
                while let Ok(first) = receiver.recv() {
                    work(std::iter::once(first).chain(receiver.try_iter()).collect());
                }
            })?;
        Ok(Self {
            queue: Some(sender),
            thread: Some(thread),
        })
    }

    /// Puts something into the queue.
    pub(super) fn push(&self, item: T) {
        if let Some(queue) = &self.queue {
            // The thread ends only when this queue is dropped.
            let _ = queue.send(item);
        }
    }

    /// The queue, for tasks that outlive a borrow.
    pub(super) fn queue(&self) -> Option<Sender<T>> {
        self.queue.clone()
    }

    /// Waits until everything in the queue is done.
    pub(super) fn finish(mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct EndOnPanic(Outbox);

impl Drop for EndOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = self.0.send(Message::Terminated);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_panic_of_a_worker_ends_the_program() {
        let (outbox, inbox) = mpsc::channel();
        let worker = Worker::spawn("doomed", 128 * 1024, outbox, |_: Vec<()>| panic!("no luck")).unwrap();
        worker.push(());
        let message = inbox.recv_timeout(Duration::from_secs(30)).unwrap();
        assert!(matches!(message, Message::Terminated), "{message:?}");
        worker.finish();
    }

    #[test]
    fn a_worker_that_finishes_says_nothing() {
        let (outbox, inbox) = mpsc::channel();
        let worker = Worker::spawn("busy", 128 * 1024, outbox, |_: Vec<()>| {}).unwrap();
        worker.push(());
        worker.finish();
        assert!(inbox.recv().is_err(), "the queue is closed without a message");
    }
}

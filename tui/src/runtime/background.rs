//! A thread that works through a queue and finishes it before it ends.

use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;

/// A worker thread and its queue.
pub(super) struct Worker<T> {
    queue: Option<Sender<T>>,
    thread: Option<JoinHandle<()>>,
}

impl<T: Send + 'static> Worker<T> {
    /// Starts a thread that is given everything waiting in the queue at once, oldest first.
    pub(super) fn spawn(
        name: &str,
        stack_bytes: usize,
        mut work: impl FnMut(Vec<T>) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::channel::<T>();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .stack_size(stack_bytes)
            .spawn(move || {
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

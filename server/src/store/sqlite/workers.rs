//! Threads that own the connections, so that no async thread ever waits for the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::store::{Result, StoreError};

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// One thread per connection; jobs go to whichever is free. The threads end when the handle is dropped.
#[derive(Debug)]
pub(super) struct Workers {
    jobs: mpsc::Sender<Job>,
}

impl Workers {
    /// Starts a thread for each connection.
    pub(super) fn start(name: &str, connections: Vec<Connection>) -> Result<Self> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        for mut connection in connections {
            let queue = Arc::clone(&queue);
            thread::Builder::new()
                .name(name.to_owned())
                .spawn(move || work(&queue, &mut connection))
                .map_err(|error| StoreError::Engine(format!("no thread for the database: {error}")))?;
        }
        Ok(Self { jobs })
    }

    /// Runs `job` on one of the threads. It is carried out even when the caller stops waiting.
    pub(super) async fn run<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let _nobody_waits = answer.send(job(connection));
        });
        let gone = || StoreError::Engine("the database thread ended".to_owned());
        self.jobs.send(job).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

/// Takes jobs until every handle is gone. A job that panics is rolled back and answered as an error; the thread goes on.
fn work(queue: &Mutex<mpsc::Receiver<Job>>, connection: &mut Connection) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        if catch_unwind(AssertUnwindSafe(|| job(connection))).is_err() {
            tracing::error!("a database job panicked; its transaction was rolled back");
        }
    }
}

//! A control connection to a runner's parent or supervisor: requests with their replies, and events.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::message::{self, Event, Incoming, MAX_LINE_BYTES, Reply, Request};
use crate::runtime::StageBegan;

/// Why a request got no reply.
#[derive(Debug, thiserror::Error)]
pub(in crate::runtime) enum ControlError {
    #[error("the connection to the runner is closed")]
    Closed,
    #[error("the request is longer than the runner accepts ({0} bytes)")]
    TooLong(usize),
    #[error("the request cannot be written: {0}")]
    Unwritable(#[from] serde_json::Error),
}

/// One end of a control connection. Dropping it closes the connection.
#[derive(Debug)]
pub(in crate::runtime) struct Control {
    lines: mpsc::UnboundedSender<Vec<u8>>,
    waiting: Arc<Waiting>,
    next_id: AtomicU64,
    closed: CancellationToken,
}

/// Requests without a reply so far; `None` once the connection is closed.
#[derive(Debug)]
struct Waiting(Mutex<Option<HashMap<u64, Waiter>>>);

#[derive(Debug)]
struct Waiter {
    reply: oneshot::Sender<Reply>,
    stages: Option<mpsc::UnboundedSender<StageBegan>>,
}

impl Control {
    /// Speaks over `stream`; `on_event` is called in order for every event that does not belong to a request.
    pub(in crate::runtime) fn over(
        stream: impl AsyncRead + AsyncWrite + Send + 'static,
        on_event: impl FnMut(Event) + Send + 'static,
    ) -> Self {
        let (reader, writer) = tokio::io::split(stream);
        let (lines, outgoing) = mpsc::unbounded_channel();
        let waiting = Arc::new(Waiting(Mutex::new(Some(HashMap::new()))));
        let closed = CancellationToken::new();
        tokio::spawn(write(writer, outgoing));
        let (told, ended) = (Arc::clone(&waiting), closed.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = read(reader, &told, on_event) => {}
                () = ended.cancelled() => {}
            }
            told.close();
            ended.cancel();
        });
        Self {
            lines,
            waiting,
            next_id: AtomicU64::new(1),
            closed,
        }
    }

    /// Sends a request and waits for its reply.
    pub(in crate::runtime) async fn request(&self, request: &Request<'_>) -> Result<Reply, ControlError> {
        let (_, reply) = self.begin(request, None)?;
        reply.await.map_err(|_| ControlError::Closed)
    }

    /// Sends a `load`, tells its stages and waits for its reply; dropping the future cancels the load.
    pub(in crate::runtime) async fn load(
        &self,
        request: &Request<'_>,
        stages: mpsc::UnboundedSender<StageBegan>,
    ) -> Result<Reply, ControlError> {
        let (id, reply) = self.begin(request, Some(stages))?;
        let guard = CancelOnDrop {
            control: self,
            load: Some(id),
        };
        let reply = reply.await.map_err(|_| ControlError::Closed);
        guard.disarm();
        reply
    }

    /// Whether the other side is gone.
    pub(in crate::runtime) fn is_closed(&self) -> bool {
        self.closed.is_cancelled()
    }

    /// Ends when the other side is gone.
    pub(in crate::runtime) async fn closed(&self) {
        self.closed.cancelled().await;
    }

    fn begin(
        &self,
        request: &Request<'_>,
        stages: Option<mpsc::UnboundedSender<StageBegan>>,
    ) -> Result<(u64, oneshot::Receiver<Reply>), ControlError> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let line = message::encode(id, request)?;
        if line.len() > MAX_LINE_BYTES {
            return Err(ControlError::TooLong(line.len()));
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.add(
            id,
            Waiter {
                reply: sender,
                stages,
            },
        )?;
        self.lines.send(line).map_err(|_| ControlError::Closed)?;
        Ok((id, receiver))
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.closed.cancel();
    }
}

struct CancelOnDrop<'a> {
    control: &'a Control,
    load: Option<u64>,
}

impl CancelOnDrop<'_> {
    fn disarm(mut self) {
        self.load = None;
    }
}

impl Drop for CancelOnDrop<'_> {
    fn drop(&mut self) {
        if let Some(load) = self.load {
            let _reply_is_of_no_use = self.control.begin(&Request::Cancel { load }, None);
        }
    }
}

impl Waiting {
    fn add(&self, id: u64, waiter: Waiter) -> Result<(), ControlError> {
        let mut waiting = self.lock();
        waiting.as_mut().ok_or(ControlError::Closed)?.insert(id, waiter);
        Ok(())
    }

    fn reply(&self, reply: Reply) {
        let waiter = self.lock().as_mut().and_then(|waiting| waiting.remove(&reply.id));
        if let Some(waiter) = waiter {
            let _nobody_waits = waiter.reply.send(reply);
        }
    }

    fn stage(&self, load: u64, stage: StageBegan) {
        let waiting = self.lock();
        let waiter = waiting.as_ref().and_then(|waiting| waiting.get(&load));
        if let Some(stages) = waiter.and_then(|waiter| waiter.stages.as_ref()) {
            let _nobody_listens = stages.send(stage);
        }
    }

    fn close(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<HashMap<u64, Waiter>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write(mut writer: impl AsyncWrite + Unpin, mut lines: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(line) = lines.recv().await {
        if writer.write_all(&line).await.is_err() {
            return;
        }
    }
}

/// Reads until the other side is gone or sends a line that is too long.
async fn read(reader: impl AsyncRead + Unpin, waiting: &Waiting, mut on_event: impl FnMut(Event)) {
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    let limit = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX);
    loop {
        line.clear();
        let read = (&mut reader).take(limit).read_until(b'\n', &mut line).await;
        if read.is_err() || line.pop() != Some(b'\n') {
            return;
        }
        match message::decode(&line) {
            Some(Incoming::Reply(reply)) => waiting.reply(reply),
            Some(Incoming::Event(Event::Stage { load, stage, at })) => {
                waiting.stage(load, StageBegan { name: stage, at });
            }
            Some(Incoming::Event(event)) => on_event(event),
            None => tracing::debug!("the runner said something unknown"),
        }
    }
}

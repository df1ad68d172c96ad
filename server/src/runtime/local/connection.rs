//! A connection to an app's listening socket that does not hang when nobody is left to accept it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::UnixStream;
use tokio::sync::watch;

use super::instance::Serving;

/// How long a connection waits for another child when the one that served is gone: a crashed app is started again
/// within this time, and its first requests are answered instead of refused.
const RESTART: Duration = Duration::from_secs(10);

/// The supervisor owns the listening socket: a connection made while no child serves waits in the socket's queue. This
/// one gives up when no child has served for a while and not one byte has come.
pub(super) struct AppConnection {
    stream: UnixStream,
    /// Ends when nobody serves any more; `None` once a byte was read.
    abandoned: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl AppConnection {
    pub(super) fn new(stream: UnixStream, serving: watch::Receiver<Option<Serving>>) -> Self {
        Self {
            stream,
            abandoned: Some(Box::pin(abandoned(serving))),
        }
    }
}

async fn abandoned(mut serving: watch::Receiver<Option<Serving>>) {
    loop {
        if serving.wait_for(Option::is_none).await.is_err() {
            return;
        }
        let again = tokio::time::timeout(RESTART, serving.wait_for(Option::is_some));
        if !matches!(again.await, Ok(Ok(_))) {
            return;
        }
    }
}

impl AsyncRead for AppConnection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.stream).poll_read(context, buffer);
        if result.is_ready() {
            self.abandoned = None;
            return result;
        }
        match self
            .abandoned
            .as_mut()
            .map(|abandoned| abandoned.as_mut().poll(context))
        {
            Some(Poll::Ready(())) => {
                self.abandoned = None;
                Poll::Ready(Err(io::Error::new(
                    io::ErrorKind::ConnectionReset,
                    "the app ended before it answered",
                )))
            }
            _ => Poll::Pending,
        }
    }
}

impl AsyncWrite for AppConnection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, buffer)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt as _;
    use tokio::net::UnixListener;

    #[expect(clippy::unnecessary_wraps, reason = "what is watched is an option")]
    fn child(pid: u32) -> Option<Serving> {
        Some(Serving {
            revision: String::new(),
            pid,
            supervisor: 1,
            since: fp_contract::Timestamp::now(),
        })
    }

    async fn connection(
        serving: &watch::Sender<Option<Serving>>,
    ) -> (AppConnection, UnixListener, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sock");
        let listener = UnixListener::bind(&path).unwrap();
        let stream = UnixStream::connect(&path).await.unwrap();
        (AppConnection::new(stream, serving.subscribe()), listener, folder)
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_nobody_accepts_fails_once_nobody_serves() {
        let serving = watch::Sender::new(child(1));
        let (mut connection, _listener, _folder) = connection(&serving).await;
        serving.send_replace(None);
        let error = connection.read_u8().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_waits_for_the_next_child() {
        let serving = watch::Sender::new(child(1));
        let (mut connection, listener, _folder) = connection(&serving).await;
        serving.send_replace(None);
        let read = tokio::time::timeout(RESTART / 2, connection.read_u8()).await;
        assert!(read.is_err(), "it gave up: {read:?}");
        serving.send_replace(child(2));
        let read = tokio::time::timeout(RESTART * 3, connection.read_u8()).await;
        assert!(read.is_err(), "it gave up: {read:?}");
        let (mut accepted, _) = listener.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut accepted, b"x")
            .await
            .unwrap();
        assert_eq!(connection.read_u8().await.unwrap(), b'x');
    }
}

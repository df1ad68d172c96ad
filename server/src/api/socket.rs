//! Sends JSON frames over a WebSocket and notices when the client is gone.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Serialize;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How often a quiet connection is probed, so that proxies keep it and dead clients are noticed.
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// Clients have nothing to say that is longer.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;

/// The client is gone.
pub(super) struct Gone;

/// A connection that sends frames.
pub(super) struct Socket {
    sink: SplitSink<WebSocket, Message>,
    stream: SplitStream<WebSocket>,
    ping: Interval,
}

/// Answers the handshake and runs `serve` on the connection; `bearer` is the subprotocol of clients that send a token so.
pub(super) fn accept<F, Fut>(upgrade: WebSocketUpgrade, serve: F) -> Response
where
    F: FnOnce(Socket) -> Fut + Send + 'static,
    Fut: Future<Output = Result<(), Gone>> + Send + 'static,
{
    upgrade
        .protocols(["bearer"])
        .max_message_size(MAX_MESSAGE_BYTES)
        .on_upgrade(async |socket| {
            let _gone = serve(Socket::new(socket)).await;
        })
}

impl Socket {
    fn new(socket: WebSocket) -> Self {
        let (sink, stream) = socket.split();
        let mut ping = interval(PING_INTERVAL);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { sink, stream, ping }
    }

    /// Sends one frame.
    pub(super) async fn send<T: Serialize>(&mut self, frame: &T) -> Result<(), Gone> {
        self.feed(frame).await?;
        self.flush().await
    }

    /// Adds a frame to what the next flush sends.
    pub(super) async fn feed<T: Serialize>(&mut self, frame: &T) -> Result<(), Gone> {
        let text = serde_json::to_string(frame).map_err(|_| Gone)?;
        self.sink.feed(Message::Text(text.into())).await.map_err(|_| Gone)
    }

    /// Sends everything added so far.
    pub(super) async fn flush(&mut self) -> Result<(), Gone> {
        self.sink.flush().await.map_err(|_| Gone)
    }

    /// Waits for `next` while probing the client; what the client says is read and ignored.
    pub(super) async fn until<T>(&mut self, next: impl Future<Output = T>) -> Result<T, Gone> {
        tokio::pin!(next);
        loop {
            tokio::select! {
                value = &mut next => return Ok(value),
                message = self.stream.next() => match message {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Gone),
                    Some(Ok(_)) => {}
                },
                _ = self.ping.tick() => {
                    self.sink.send(Message::Ping(Vec::new().into())).await.map_err(|_| Gone)?;
                }
            }
        }
    }
}

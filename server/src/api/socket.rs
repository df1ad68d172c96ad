//! Sends JSON frames over a WebSocket, notices when the client is gone, and ends when its session does.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Serialize;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, timeout};

use crate::platform::Platform;
use crate::platform::sessions::{self, Access};

/// How often a quiet connection is probed, so that proxies keep it and dead clients are noticed.
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// A client that has said nothing for so long, not even in answer to a probe, is gone.
const SILENCE: Duration = Duration::from_secs(50);
/// A client that takes nothing for so long is gone.
const STALL: Duration = Duration::from_secs(30);
/// Clients have nothing to say that is longer.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;

/// The code by which a client learns that its session is over, as the existing platform uses it.
const SESSION_ENDED: u16 = 4001;

/// The client is gone, or its session is.
pub(super) struct Gone;

/// A connection that sends frames.
pub(super) struct Socket {
    sink: SplitSink<WebSocket, Message>,
    stream: SplitStream<WebSocket>,
    ping: Interval,
    /// When the client was last heard of.
    heard: Instant,
    /// Ends with the right by which the connection was opened.
    ended: BoxFuture<'static, ()>,
}

/// Answers the handshake and runs `serve` on the connection for as long as the access counts; `bearer` is the subprotocol of
/// clients that send a token so.
pub(super) fn accept<F, Fut>(
    upgrade: WebSocketUpgrade,
    platform: Platform,
    access: Access,
    serve: F,
) -> Response
where
    F: FnOnce(Socket) -> Fut + Send + 'static,
    Fut: Future<Output = Result<(), Gone>> + Send + 'static,
{
    upgrade
        .protocols(["bearer"])
        .max_message_size(MAX_MESSAGE_BYTES)
        .on_upgrade(async move |socket| {
            let ended = async move { sessions::ended(&platform, &access).await };
            let _gone = serve(Socket::new(socket, Box::pin(ended))).await;
        })
}

impl Socket {
    fn new(socket: WebSocket, ended: BoxFuture<'static, ()>) -> Self {
        let (sink, stream) = socket.split();
        let mut ping = interval(PING_INTERVAL);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            sink,
            stream,
            ping,
            heard: Instant::now(),
            ended,
        }
    }

    /// Sends one frame.
    pub(super) async fn send<T: Serialize>(&mut self, frame: &T) -> Result<(), Gone> {
        self.feed(frame).await?;
        self.flush().await
    }

    /// Adds a frame to what the next flush sends.
    pub(super) async fn feed<T: Serialize>(&mut self, frame: &T) -> Result<(), Gone> {
        let text = serde_json::to_vec(frame).map_err(|_| Gone)?;
        self.feed_text(text.into()).await
    }

    /// The same for a frame that is encoded already.
    pub(super) async fn feed_text(&mut self, frame: Bytes) -> Result<(), Gone> {
        let text = Utf8Bytes::try_from(frame).map_err(|_| Gone)?;
        in_time(self.sink.feed(Message::Text(text))).await
    }

    /// Sends everything added so far.
    pub(super) async fn flush(&mut self) -> Result<(), Gone> {
        in_time(self.sink.flush()).await
    }

    /// Waits for `next` while probing the client; what the client says is read and ignored. The end of the session closes the
    /// connection.
    pub(super) async fn until<T>(&mut self, next: impl Future<Output = T>) -> Result<T, Gone> {
        tokio::pin!(next);
        loop {
            tokio::select! {
                value = &mut next => return Ok(value),
                () = &mut self.ended => {
                    let frame = CloseFrame { code: SESSION_ENDED, reason: "the session is over".into() };
                    let _gone_already = self.sink.send(Message::Close(Some(frame))).await;
                    return Err(Gone);
                }
                message = self.stream.next() => match message {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Gone),
                    Some(Ok(_)) => self.heard = Instant::now(),
                },
                _ = self.ping.tick() => {
                    if self.heard.elapsed() > SILENCE {
                        return Err(Gone);
                    }
                    in_time(self.sink.send(Message::Ping(Bytes::new()))).await?;
                }
            }
        }
    }
}

/// Sends, unless the client takes nothing.
async fn in_time(sending: impl Future<Output = Result<(), axum::Error>>) -> Result<(), Gone> {
    match timeout(STALL, sending).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Gone),
    }
}

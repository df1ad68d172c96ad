//! WebSocket connections that carry JSON text frames.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::{Client, ClientError};

/// How long the server may take to open a socket.
const OPEN_TIMEOUT: Duration = Duration::from_secs(10);
/// A socket that has been silent this long is pinged.
const PING_AFTER: Duration = Duration::from_secs(15);
/// A socket that does not answer a ping for this long is dead.
const DEAD_AFTER: Duration = Duration::from_secs(10);

/// An open socket whose frames are `T`.
pub struct Socket<T> {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    server: String,
    frames: std::marker::PhantomData<fn() -> T>,
}

impl Client {
    /// Opens the socket at `path`.
    pub(super) async fn socket<T: DeserializeOwned>(&self, path: &str) -> Result<Socket<T>, ClientError> {
        let request = self
            .socket_request(path)
            .map_err(|error| self.socket_error(&error))?;
        let opening = tokio_tungstenite::connect_async_with_config(request, None, true);
        let (stream, _) = tokio::time::timeout(OPEN_TIMEOUT, opening)
            .await
            .map_err(|_| unreachable(self.server(), "it took too long"))?
            .map_err(|error| self.socket_error(&error))?;
        Ok(Socket {
            stream,
            server: self.server().to_owned(),
            frames: std::marker::PhantomData,
        })
    }

    fn socket_request(
        &self,
        path: &str,
    ) -> Result<tungstenite::handshake::client::Request, tungstenite::Error> {
        // `http` becomes `ws` and `https` becomes `wss`.
        let address = self.server().replacen("http", "ws", 1);
        let mut request = format!("{address}{path}").into_client_request()?;
        if let Some(token) = self.token()
            && let Ok(value) = HeaderValue::from_str(&format!("Bearer {token}"))
        {
            request.headers_mut().insert("authorization", value);
        }
        Ok(request)
    }

    fn socket_error(&self, error: &tungstenite::Error) -> ClientError {
        match error {
            tungstenite::Error::Http(response) => {
                let status = response.status().as_u16();
                let body = response
                    .body()
                    .as_deref()
                    .map(String::from_utf8_lossy)
                    .unwrap_or_default();
                match status {
                    401 | 403 => ClientError::Unauthorised("the server does not accept the token".to_owned()),
                    _ => ClientError::from_reply(status, &body),
                }
            }
            other => unreachable(self.server(), &other.to_string().to_lowercase()),
        }
    }
}

impl<T: DeserializeOwned> Socket<T> {
    /// The next frame. Frames of a kind this version does not know are passed over.
    pub async fn next(&mut self) -> Result<T, ClientError> {
        loop {
            let message = self.next_message().await?;
            if let Message::Text(text) = message
                && let Ok(frame) = serde_json::from_str(&text)
            {
                return Ok(frame);
            }
        }
    }

    async fn next_message(&mut self) -> Result<Message, ClientError> {
        if let Ok(received) = tokio::time::timeout(PING_AFTER, self.stream.next()).await {
            return self.received(received);
        }
        let ping = self.stream.send(Message::Ping(Vec::new().into())).await;
        ping.map_err(|error| unreachable(&self.server, &error.to_string()))?;
        let answer = tokio::time::timeout(DEAD_AFTER, self.stream.next()).await;
        self.received(answer.map_err(|_| unreachable(&self.server, "it went silent"))?)
    }

    fn received(
        &self,
        received: Option<Result<Message, tungstenite::Error>>,
    ) -> Result<Message, ClientError> {
        match received {
            Some(Ok(Message::Close(_))) | None => Err(unreachable(&self.server, "it closed the connection")),
            Some(Ok(message)) => Ok(message),
            Some(Err(error)) => Err(unreachable(&self.server, &error.to_string().to_lowercase())),
        }
    }
}

fn unreachable(server: &str, reason: &str) -> ClientError {
    ClientError::Unreachable {
        server: server.to_owned(),
        reason: reason.to_owned(),
    }
}

//! The server as typed functions over the contract. One operation group a file; knows nothing of screens.

mod apps;
mod auth;
mod deployments;
mod drafts;
mod error;
mod events;
mod health;
mod logs;
mod policy;
mod socket;
mod templates;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use error::ClientError;
pub use health::Health;

/// How long the server may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a whole request may take; a deploy is recorded, not awaited, so none is slow.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// A server and the token to use with it. Clones share the token.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    server: Arc<str>,
    token: Arc<RwLock<Option<String>>>,
}

impl Client {
    /// A client of `server` (`http://host:port`, with or without a final `/`).
    pub fn new(server: &str, token: Option<String>) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(REQUEST_TIMEOUT)
            .user_agent(concat!("fp/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| ClientError::unreachable(server, &error))?;
        Ok(Self {
            http,
            server: server.trim_end_matches('/').into(),
            token: Arc::new(RwLock::new(token)),
        })
    }

    /// The server's address, without a final `/`.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// The token in use.
    pub fn token(&self) -> Option<String> {
        self.token.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Uses another token from now on.
    pub fn set_token(&self, token: Option<String>) {
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = token;
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.server));
        match self.token() {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.send(self.request(Method::GET, path)).await
    }

    async fn call<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &B,
    ) -> Result<T, ClientError> {
        self.send(self.request(method, path).json(body)).await
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ClientError> {
        let response = request
            .send()
            .await
            .map_err(|error| ClientError::unreachable(&self.server, &error))?;
        let status = response.status();
        let body = response
            .text()
            .await
            .map_err(|error| ClientError::unreachable(&self.server, &error))?;
        if !status.is_success() {
            return Err(ClientError::from_reply(status.as_u16(), &body));
        }
        serde_json::from_str(&body).map_err(|error| ClientError::Unintelligible(error.to_string()))
    }
}

/// The path of an app, with its identity escaped: it may come from a command line.
fn app_path(app_id: &str, rest: &str) -> String {
    format!("/api/apps/{}{rest}", escape(app_id))
}

fn escape(segment: &str) -> String {
    segment
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_cannot_change_the_path() {
        assert_eq!(app_path("../auth", "/draft"), "/api/apps/%2E%2E%2Fauth/draft");
    }
}

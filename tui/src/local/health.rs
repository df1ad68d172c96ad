//! One blocking request to a server on this machine.
//!
//! It decides before the first drawing whether a server has to be started; the asynchronous client, with its
//! certificates and threads, would cost more than the whole first drawing may take.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde::Deserialize;

/// How long each step may take: a server on this machine needs about a millisecond.
const PATIENCE: Duration = Duration::from_millis(500);
/// Most bytes read of an answer.
const MOST_BYTES: u64 = 64 * 1024;

/// What a server says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LocalHealth {
    /// `healthy` when it works.
    pub status: String,
    /// Tells this process of the server from others.
    #[serde(default)]
    pub instance: Option<String>,
}

/// Asks the server at `url` (`http://ADDRESS:PORT`) how it is; `None` when it does not answer.
pub fn ask(url: &str) -> Option<LocalHealth> {
    let authority = url.strip_prefix("http://")?.trim_end_matches('/');
    let address: SocketAddr = authority.replace("localhost", "127.0.0.1").parse().ok()?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    // In one write, so that nobody answers half of it.
    let request = format!("GET /health HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.take(MOST_BYTES).read_to_end(&mut answer).ok()?;
    let text = String::from_utf8_lossy(&answer);
    let (_, body) = text.split_once("\r\n\r\n")?;
    serde_json::from_str(body).ok()
}

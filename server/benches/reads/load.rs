//! A load that costs little itself: fixed requests over plain connections, one at a time on each.

use std::fmt;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One request, sent again and again.
#[derive(Clone)]
pub(crate) struct Load {
    address: String,
    request: Vec<u8>,
}

/// The times that requests took.
#[derive(Default)]
pub(crate) struct Outcome {
    times: Vec<Duration>,
    bytes: usize,
    /// Answers other than 200.
    failed: usize,
    elapsed: Duration,
}

impl Load {
    pub(crate) fn get(url: &str, path: &str, token: &str) -> Self {
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n");
        Self::of(url, head)
    }

    pub(crate) fn log_in(url: &str, name: &str, password: &str) -> Self {
        let body = serde_json::json!({"username": name, "password": password}).to_string();
        let head = format!(
            "POST /api/auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        Self::of(url, head)
    }

    fn of(url: &str, request: String) -> Self {
        Self {
            address: url.trim_start_matches("http://").to_owned(),
            request: request.into_bytes(),
        }
    }

    /// Sends the request once: status and body.
    pub(crate) async fn once(&self) -> (u16, String) {
        let mut connection = self.connect().await;
        let (status, body) = self.ask(&mut connection, &mut Vec::new()).await;
        (status, body)
    }

    /// Sends the request over and over on `connections` for some time.
    pub(crate) async fn measure(&self, connections: usize, time: Duration) -> Outcome {
        let begun = Instant::now();
        let tasks: Vec<_> = (0..connections)
            .map(|_| {
                let load = self.clone();
                tokio::spawn(async move { load.repeat(begun + time).await })
            })
            .collect();
        let mut outcome = Outcome::default();
        for task in tasks {
            outcome.add(task.await.unwrap());
        }
        outcome.elapsed = begun.elapsed();
        outcome
    }

    async fn repeat(&self, until: Instant) -> Outcome {
        let mut connection = self.connect().await;
        let (mut outcome, mut buffer) = (Outcome::default(), Vec::new());
        loop {
            let begun = Instant::now();
            if begun >= until {
                return outcome;
            }
            connection.write_all(&self.request).await.unwrap();
            let (status, _, length) = answer(&mut connection, &mut buffer).await;
            outcome.times.push(begun.elapsed());
            outcome.bytes += length;
            outcome.failed += usize::from(status != 200);
        }
    }

    async fn ask(&self, connection: &mut TcpStream, buffer: &mut Vec<u8>) -> (u16, String) {
        connection.write_all(&self.request).await.unwrap();
        let (status, body, length) = answer(connection, buffer).await;
        (
            status,
            String::from_utf8_lossy(&buffer[body..length]).into_owned(),
        )
    }

    async fn connect(&self) -> TcpStream {
        let connection = TcpStream::connect(&self.address).await.unwrap();
        connection.set_nodelay(true).unwrap();
        connection
    }
}

/// Reads one whole answer: its status, where its body begins, and its length.
async fn answer(connection: &mut TcpStream, buffer: &mut Vec<u8>) -> (u16, usize, usize) {
    buffer.clear();
    let mut known = None;
    loop {
        assert!(
            connection.read_buf(buffer).await.unwrap() > 0,
            "the server hung up"
        );
        if known.is_none() {
            known = head(buffer);
        }
        if let Some((status, body, length)) = known
            && buffer.len() >= length
        {
            return (status, body, length);
        }
    }
}

/// The status, where the body begins and where it ends, once the whole head is there.
fn head(buffer: &[u8]) -> Option<(u16, usize, usize)> {
    let end = buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&buffer[..end]).unwrap();
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    let length: usize = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap()
        .parse()
        .unwrap();
    Some((status, end, end + length))
}

impl Outcome {
    /// Takes over the times of another.
    pub(crate) fn add(&mut self, other: Self) {
        self.times.extend(other.times);
        self.bytes += other.bytes;
        self.failed += other.failed;
        self.elapsed += other.elapsed;
    }
}

impl fmt::Display for Outcome {
    #[expect(clippy::cast_precision_loss, reason = "shown without decimals")]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut times = self.times.clone();
        times.sort_unstable();
        let count = times.len();
        let at = |share: usize| {
            let time = times.get((count * share / 1000).min(count.saturating_sub(1)));
            time.map_or(0.0, |time| time.as_secs_f64() * 1000.0)
        };
        write!(
            formatter,
            "{:.0}/s, p50 {:.2} ms, p99 {:.2} ms, worst {:.1} ms, {} bytes each, {} failed",
            count as f64 / self.elapsed.as_secs_f64(),
            at(500),
            at(990),
            at(1000),
            self.bytes / count.max(1),
            self.failed
        )
    }
}

//! Followers of an app's log, each a WebSocket of its own, and the times at which lines reach them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use fp_contract::deployment::DeploymentStatus;
use futures_util::StreamExt as _;
use tokio_tungstenite::tungstenite::Message;

use super::client::{Client, Events};
use super::server::Server;

/// Prints lines that hold the time at which they were written, at the rate `/write` is told.
const APP: &str = "
import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


async def write(rate: int, seconds: int) -> None:
    began = time.monotonic()
    for number in range(rate * seconds):
        wait = began + number / rate - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        print(f'line {number} at {time.time_ns()}', flush=True)
    print('the end', flush=True)


@app.post('/write')
async def begin(rate: int, seconds: int) -> None:
    app.state.writing = asyncio.create_task(write(rate, seconds))
";

/// How fast the app writes, and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) lines_per_second: u64,
    pub(crate) seconds: u64,
}

/// What all followers saw together.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Lines that arrived.
    pub(crate) lines: u64,
    /// Lines that the server said were left out.
    pub(crate) missed: u64,
    /// From the app's writing to the follower's reading, in milliseconds, sorted; a sample.
    pub(crate) delays_ms: Vec<f64>,
    /// Requests to the API that were answered meanwhile.
    pub(crate) answered: u64,
}

impl Seen {
    /// The delay that `percent` of the lines kept, in milliseconds.
    pub(crate) fn percentile_ms(&self, percent: usize) -> f64 {
        self.delays_ms
            .get((self.delays_ms.len() * percent / 100).min(self.delays_ms.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }
}

/// A server, an app that writes, and those who follow.
pub(crate) struct Crowd {
    _folder: tempfile::TempDir,
    _server: Server,
    client: Client,
    app_id: String,
    followers: Vec<Events>,
}

impl Crowd {
    /// So many followers of one app, all connected.
    pub(crate) async fn of(count: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(folder.path()).await;
        let client = server.owner(folder.path());
        let files = BTreeMap::from([("app.py".to_owned(), APP.to_owned())]);
        let app_id = client.create("writer", &files, "app.py").await.app_id;
        let deployment = client.deploy(&app_id, &files).await;
        assert_eq!(client.ended(&deployment).await.status, DeploymentStatus::Live);
        let mut followers = Vec::with_capacity(count);
        for _ in 0..count {
            let path = format!("/api/apps/{app_id}/logs/stream?after=1000000000");
            followers.push(client.socket(&path).await);
        }
        Self {
            _folder: folder,
            _server: server,
            client,
            app_id,
            followers,
        }
    }

    /// Has the app write, and waits until every follower has read it all.
    pub(crate) async fn watch(&mut self, load: Load) -> Seen {
        let over = Arc::new(AtomicBool::new(false));
        let asking = tokio::spawn(ask_until(self.client.clone(), Arc::clone(&over)));
        let readers: Vec<_> = self
            .followers
            .drain(..)
            .enumerate()
            .map(|(number, socket)| tokio::spawn(read(socket, number % 20 == 0)))
            .collect();
        let path = format!("/write?rate={}&seconds={}", load.lines_per_second, load.seconds);
        let begun = self.client.to_app(&self.app_id, "POST", &path).send().await;
        assert_eq!(begun.unwrap().status(), 200);
        let mut all = Seen::default();
        for reader in readers {
            let seen = tokio::time::timeout(
                Duration::from_secs(load.seconds) * 4 + super::server::PATIENCE,
                reader,
            );
            let seen = seen.await.expect("every follower reads to the end").unwrap();
            all.lines += seen.lines;
            all.missed += seen.missed;
            all.delays_ms.extend(seen.delays_ms);
        }
        over.store(true, Ordering::Relaxed);
        all.answered = asking.await.unwrap();
        all.delays_ms.sort_by(f64::total_cmp);
        all
    }
}

/// Reads until the app's last line. Only some measure times: reading a clock a million times a second is a load of its own.
async fn read(mut socket: Events, measures: bool) -> Seen {
    let mut seen = Seen::default();
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        if text.contains("\"message\":\"line ") {
            seen.lines += 1;
            if measures {
                seen.delays_ms.extend(delay_ms(&text));
            }
        } else if text.contains("\"missed\":") {
            let status: serde_json::Value = serde_json::from_str(&text).unwrap();
            seen.missed += status["missed"].as_u64().unwrap_or_default();
        } else if text.contains("\"message\":\"the end\"") {
            break;
        }
    }
    seen
}

fn delay_ms(frame: &str) -> Option<f64> {
    let written = frame.split(" at ").nth(1)?.split('"').next()?.parse().ok()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let delay = now.checked_sub(Duration::from_nanos(written)).unwrap_or_default();
    Some(delay.as_secs_f64() * 1000.0)
}

/// Asks who one is, again and again; how often there was an answer.
async fn ask_until(client: Client, over: Arc<AtomicBool>) -> u64 {
    let mut answered = 0;
    let begun = Instant::now();
    while !over.load(Ordering::Relaxed) {
        let _: serde_json::Value = client.ask("GET", "/api/auth/me", serde_json::Value::Null).await;
        answered += 1;
        let next = begun + Duration::from_millis(50) * answered;
        tokio::time::sleep_until(next.into()).await;
    }
    answered.into()
}

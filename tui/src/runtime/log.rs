//! Follows an app's log, and attaches again behind the last line when the connection breaks.

use std::time::Duration;

use fp_contract::log::LogFrame;
use tokio::time::{Instant, timeout_at};

use super::Outbox;
use super::link::Backoff;
use crate::client::{Client, ClientError};
use crate::message::Message;

/// Frames are handed over together when they come within this time.
const BATCH_FOR: Duration = Duration::from_millis(20);
/// Most frames handed over together.
const BATCH_FRAMES: usize = 1_000;

/// Follows the log until the task is aborted or the loop is gone.
pub(super) async fn follow(client: Client, app_id: String, mut after: Option<u64>, outbox: Outbox) {
    let mut backoff = Backoff::default();
    loop {
        let error = match attempt(&client, &app_id, &mut after, &outbox, &mut backoff).await {
            Ok(()) => return,
            Err(error) => error,
        };
        let message = Message::LogLost {
            app_id: app_id.clone(),
            reason: error.to_string(),
        };
        if outbox.send(message).is_err() || matches!(error, ClientError::Unauthorised(_)) {
            return;
        }
        backoff.wait().await;
    }
}

async fn attempt(
    client: &Client,
    app_id: &str,
    after: &mut Option<u64>,
    outbox: &Outbox,
    backoff: &mut Backoff,
) -> Result<(), ClientError> {
    let mut socket = client.follow_log(app_id, *after).await?;
    loop {
        let mut frames = vec![socket.next().await?];
        *backoff = Backoff::default();
        let deadline = Instant::now() + BATCH_FOR;
        let mut ended = None;
        while frames.len() < BATCH_FRAMES && ended.is_none() {
            match timeout_at(deadline, socket.next()).await {
                Ok(Ok(frame)) => frames.push(frame),
                Ok(Err(error)) => ended = Some(error),
                Err(_) => break,
            }
        }
        *after = frames.iter().rev().find_map(sequence).or(*after);
        if outbox
            .send(Message::Log {
                app_id: app_id.to_owned(),
                frames,
            })
            .is_err()
        {
            return Ok(());
        }
        if let Some(error) = ended {
            return Err(error);
        }
    }
}

fn sequence(frame: &LogFrame) -> Option<u64> {
    match frame {
        LogFrame::Log(record) if record.sequence > 0 => Some(record.sequence),
        _ => None,
    }
}

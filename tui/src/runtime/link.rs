//! Follows the server's events, and connects again when the connection breaks.

use std::time::Duration;

use super::Outbox;
use crate::client::{Client, ClientError};
use crate::message::{Link, Message};

/// The first wait before trying again; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Waits that grow while attempts fail.
#[derive(Debug)]
pub(super) struct Backoff(Duration);

impl Default for Backoff {
    fn default() -> Self {
        Self(FIRST_WAIT)
    }
}

impl Backoff {
    /// Waits before the next attempt.
    pub(super) async fn wait(&mut self) {
        tokio::time::sleep(self.0).await;
        self.0 = (self.0 * 2).min(LONGEST_WAIT);
    }
}

/// Follows events until the token is refused or the loop is gone.
pub(super) async fn follow(client: Client, outbox: Outbox) {
    let mut backoff = Backoff::default();
    loop {
        let reason = match attempt(&client, &outbox, &mut backoff).await {
            Attempt::Over => return,
            Attempt::Failed(ClientError::Unauthorised(_)) => {
                let _ = outbox.send(Message::Link(Link::Refused));
                return;
            }
            Attempt::Failed(error) => error.to_string(),
        };
        if outbox.send(Message::Link(Link::Lost { reason })).is_err() {
            return;
        }
        backoff.wait().await;
    }
}

enum Attempt {
    /// Nobody listens any more.
    Over,
    /// The connection could not be made, or broke.
    Failed(ClientError),
}

async fn attempt(client: &Client, outbox: &Outbox, backoff: &mut Backoff) -> Attempt {
    match client.me().await {
        Ok(user) => {
            let _ = outbox.send(Message::SignedIn(Ok(user)));
        }
        Err(error) => return Attempt::Failed(error),
    }
    let mut socket = match client.events().await {
        Ok(socket) => socket,
        Err(error) => return Attempt::Failed(error),
    };
    loop {
        match socket.next().await {
            Ok(event) => {
                *backoff = Backoff::default();
                if outbox.send(Message::Link(Link::Event(Box::new(event)))).is_err() {
                    return Attempt::Over;
                }
            }
            Err(error) => return Attempt::Failed(error),
        }
    }
}

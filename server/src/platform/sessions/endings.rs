//! Tells open streams that the right they were opened by is over.

use std::time::Duration;

use fp_contract::Timestamp;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use super::Access;
use super::authenticate::check;
use crate::platform::Platform;
use crate::platform::error::Error;
use crate::store::UserId;

/// Endings kept for a slow reader; past it the reader looks into the record.
const CAPACITY: usize = 256;
/// How often the record is looked into: another process of the server may have ended the session.
const LOOK: Duration = Duration::from_secs(15);

/// What was ended.
#[derive(Clone, Debug)]
enum Ended {
    /// One session or token.
    Access(String),
    /// Everything of an account.
    User(UserId),
}

/// Hands endings to every open stream.
#[derive(Clone, Debug)]
pub struct Endings {
    sender: broadcast::Sender<Ended>,
}

impl Default for Endings {
    fn default() -> Self {
        Self {
            sender: broadcast::channel(CAPACITY).0,
        }
    }
}

impl Endings {
    /// Ends the streams of one session or token. No open stream is fine.
    pub(in crate::platform) fn end(&self, id: &str) {
        let _nobody_listens = self.sender.send(Ended::Access(id.to_owned()));
    }

    /// Ends all streams of an account.
    pub(in crate::platform) fn end_user(&self, user: &UserId) {
        let _nobody_listens = self.sender.send(Ended::User(user.clone()));
    }
}

impl Ended {
    fn concerns(&self, access: &Access) -> bool {
        match self {
            Self::Access(id) => id == access.id(),
            Self::User(user) => *user == access.user_id || Some(user) == access.operator.as_ref(),
        }
    }
}

/// Waits until the access is over: its session or token was ended, its time is over, or its user or the operator who acts was
/// suspended or removed. A stream ends with it.
pub async fn ended(platform: &Platform, access: &Access) {
    // Subscribed before the record is read: an ending in between is heard.
    let mut endings = platform.endings.sender.subscribe();
    loop {
        if matches!(check(platform, access).await, Err(Error::Unauthenticated)) {
            return;
        }
        let look = sleep(until_next_look(access));
        tokio::pin!(look);
        loop {
            tokio::select! {
                () = &mut look => break,
                heard = endings.recv() => match heard {
                    Ok(ended) if ended.concerns(access) => return,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }
}

/// The next look comes at the end of the session's time at the latest.
fn until_next_look(access: &Access) -> Duration {
    let left = access
        .expires_at
        .map(|end| Duration::from_millis(end.milliseconds_since(Timestamp::now()) + 1));
    left.map_or(LOOK, |left| left.min(LOOK))
}

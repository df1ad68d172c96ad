//! Changes pushed to clients: one channel for all users, filtered where it is read.

use fp_contract::event::Event;
use tokio::sync::broadcast;

use crate::store::UserId;

/// Events kept for a slow reader; past it the reader is told to take a new snapshot.
const CAPACITY: usize = 1024;

/// An event and whom it concerns.
#[derive(Clone, Debug)]
pub struct Addressed {
    /// The owner of what changed.
    pub user_id: UserId,
    /// What changed.
    pub event: Event,
}

/// Hands events from whoever changes something to every connected client.
#[derive(Clone, Debug)]
pub struct Events {
    sender: broadcast::Sender<Addressed>,
}

impl Default for Events {
    fn default() -> Self {
        Self {
            sender: broadcast::channel(CAPACITY).0,
        }
    }
}

impl Events {
    /// Tells every client of this user. Nobody listening is fine.
    pub fn publish(&self, user_id: &UserId, event: Event) {
        let _nobody_listens = self.sender.send(Addressed {
            user_id: user_id.clone(),
            event,
        });
    }

    /// All events from now on. `Lagged` means: take a new snapshot.
    pub fn subscribe(&self) -> broadcast::Receiver<Addressed> {
        self.sender.subscribe()
    }
}

//! What the server pushes: `/api/events`.

use fp_contract::event::Event;

use super::socket::Socket;
use super::{Client, ClientError};

impl Client {
    /// Follows the changes of everything the user owns; the first event is a snapshot.
    pub async fn events(&self) -> Result<Socket<Event>, ClientError> {
        self.socket("/api/events").await
    }
}

//! Whether a server answers: `/health`.

use serde::{Deserialize, Serialize};

use super::{Client, ClientError};

/// What a server says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// `healthy` when it works.
    pub status: String,
    /// The server's process; another one means that it was restarted.
    #[serde(default)]
    pub instance: Option<String>,
    /// The server's version.
    #[serde(default)]
    pub version: Option<String>,
}

impl Client {
    /// Asks the server how it is.
    pub async fn health(&self) -> Result<Health, ClientError> {
        self.get("/health").await
    }
}

//! Starter apps: `/api/templates`.

use fp_contract::template::Template;

use super::{Client, ClientError};

impl Client {
    /// Every template the user may start from.
    pub async fn templates(&self) -> Result<Vec<Template>, ClientError> {
        self.get("/api/templates").await
    }
}

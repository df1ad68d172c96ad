//! Drafts: `/api/apps/{app_id}/draft`.

use fp_contract::app::{AppDetail, DraftUpdate};
use reqwest::Method;

use super::{Client, ClientError, app_path};

impl Client {
    /// Sends a draft.
    pub async fn save_draft(&self, app_id: &str, draft: &DraftUpdate) -> Result<AppDetail, ClientError> {
        self.call(Method::PUT, &app_path(app_id, "/draft"), draft).await
    }
}

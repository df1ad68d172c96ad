//! Apps: `/api/apps`.

use fp_contract::app::{App, AppCreate, AppDetail, AppUpdate, Done};
use reqwest::Method;

use super::{Client, ClientError, app_path};

impl Client {
    /// All apps of the user.
    pub async fn apps(&self) -> Result<Vec<App>, ClientError> {
        self.get("/api/apps").await
    }

    /// An app with its code.
    pub async fn app(&self, app_id: &str) -> Result<AppDetail, ClientError> {
        self.get(&app_path(app_id, "")).await
    }

    /// Creates an app.
    pub async fn create_app(&self, request: &AppCreate) -> Result<App, ClientError> {
        self.call(Method::POST, "/api/apps", request).await
    }

    /// Changes an app's settings.
    pub async fn update_app(&self, app_id: &str, request: &AppUpdate) -> Result<App, ClientError> {
        self.call(Method::PUT, &app_path(app_id, ""), request).await
    }

    /// Deletes an app.
    pub async fn delete_app(&self, app_id: &str) -> Result<Done, ClientError> {
        self.send(self.request(Method::DELETE, &app_path(app_id, "")))
            .await
    }
}

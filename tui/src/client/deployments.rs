//! Deployments: `/api/apps/{app_id}/deploy` and `/deployments`.

use fp_contract::app::{DeployReply, DeployRequest};
use fp_contract::deployment::DeploymentList;
use reqwest::Method;

use super::{Client, ClientError, app_path};

impl Client {
    /// Deploys; the reply says which deployment to follow.
    pub async fn deploy(&self, app_id: &str, request: &DeployRequest) -> Result<DeployReply, ClientError> {
        self.call(Method::POST, &app_path(app_id, "/deploy"), request)
            .await
    }

    /// The deployments of an app, newest first.
    pub async fn deployments(&self, app_id: &str) -> Result<DeploymentList, ClientError> {
        self.get(&app_path(app_id, "/deployments")).await
    }
}

//! Secrets: variables whose values are never shown again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;

/// A secret without its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Secret {
    /// Its name, which the app finds in its environment.
    pub name: String,
    /// When it was set; absent when that cannot be read, because the server's secret key is another one.
    pub set_at: Option<Timestamp>,
}

/// `GET /api/apps/{app_id}/secrets`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SecretList {
    /// The app.
    pub app_id: String,
    /// By name.
    pub secrets: Vec<Secret>,
}

/// `PUT /api/apps/{app_id}/secrets/{name}`.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct SecretUpdate {
    /// The value.
    pub value: String,
}

//! The platform in figures, as operators see it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;

/// `GET /api/admin/stats`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PlatformStats {
    /// Accounts.
    pub users: u64,
    /// Apps that are not deleted.
    pub apps: u64,
    /// Apps that should run and have a live revision.
    pub running_apps: u64,
    /// Templates, everybody's and users' own.
    pub templates: u64,
    /// Tenant databases, or why nothing can be said of them.
    pub mongo: DatabaseFigures,
    /// The newest five accounts.
    pub recent_signups: Vec<RecentSignUp>,
    /// The newest five apps, as the existing platform counts deploys.
    pub recent_deploys: Vec<RecentDeploy>,
}

/// Tenant databases in figures.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum DatabaseFigures {
    /// How much there is.
    Known {
        /// Databases.
        user_databases: u64,
        /// Megabytes of their documents.
        total_storage_mb: f64,
        /// Collections.
        total_collections: u64,
        /// Documents.
        total_documents: u64,
        /// Megabytes of the platform's own record; absent when it is kept elsewhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        platform_storage_mb: Option<f64>,
    },
    /// Nothing can be said.
    Unknown {
        /// Why.
        error: String,
    },
}

/// A new account.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RecentSignUp {
    /// Its name.
    pub username: String,
    /// When it was created.
    pub created_at: Timestamp,
}

/// A new app.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RecentDeploy {
    /// The owner's name for it.
    pub name: String,
    /// The app.
    pub app_id: String,
    /// When it was created.
    pub created_at: Timestamp,
}

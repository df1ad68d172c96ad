//! What operators can set while the server runs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET` and `PUT /api/admin/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"allow_signups": true, "allowed_imports": ["*", "numpy"]}))]
pub struct PlatformSettings {
    /// Whether anybody may sign up.
    pub allow_signups: bool,
    /// The imports that code may have, sorted. In a request, `*` stands for the default ones.
    pub allowed_imports: Vec<String>,
}

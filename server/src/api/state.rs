//! What every operation can ask for.

use axum::extract::FromRef;

use crate::platform::Platform;
use crate::platform::templates::Templates;

/// The state of the router; operations take the part they need.
#[derive(Clone, FromRef)]
pub(super) struct ApiState {
    pub(super) platform: Platform,
    pub(super) templates: Templates,
}

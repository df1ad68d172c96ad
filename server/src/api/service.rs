//! The server itself: who it is, whether it is well, and what its API looks like.

pub(super) mod document;
mod health;
mod policy;
mod root;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(root::root))
        .routes(routes!(health::health))
        .routes(routes!(policy::policy))
}

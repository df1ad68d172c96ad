//! The older routes of the database viewer.

mod launch;
mod rotate;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(launch::launch))
        .routes(routes!(rotate::rotate))
}

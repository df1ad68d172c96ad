//! What only operators may do.

mod apps;
mod audit;
mod runner;
mod settings;
mod stats;
mod templates;
mod users;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(apps::routes())
        .merge(runner::routes())
        .merge(settings::routes())
        .routes(routes!(stats::stats))
        .merge(templates::routes())
        .merge(users::routes())
        .routes(routes!(audit::read_audit))
}

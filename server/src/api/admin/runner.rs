//! The runner that apps are on, and its roll-out to those that run already.

mod cancel;
mod read;
mod rollout;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(read::read_runner))
        .routes(routes!(
            rollout::start_runner_rollout,
            cancel::cancel_runner_rollout
        ))
}

//! Everybody's apps.

mod list;
mod logs;
mod read;
mod stop;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_apps))
        .routes(routes!(read::read_app))
        .routes(routes!(logs::app_logs))
        .routes(routes!(stop::stop_app))
}

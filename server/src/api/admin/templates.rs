//! Templates, as operators see and change them.

mod delete;
mod list;
mod update;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_templates))
        .routes(routes!(update::update_template, delete::delete_template))
}

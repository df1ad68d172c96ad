//! Apps: their drafts, deployments and logs.

mod activity;
mod create;
mod delete;
mod deploy;
mod deploy_status;
mod deployment;
mod deployments;
mod draft;
mod list;
mod log_stream;
mod logs;
mod proxy;
mod read;
mod status;
mod update;
mod validate;
mod validate_app;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(read::read, update::update, delete::delete))
        .routes(routes!(activity::note_activity))
        .routes(routes!(deploy::deploy))
        .routes(routes!(deploy_status::deploy_status))
        .routes(routes!(deployment::deployment))
        .routes(routes!(deployments::deployments))
        .routes(routes!(draft::save_draft))
        .routes(routes!(log_stream::log_stream))
        .routes(routes!(logs::logs))
        .routes(routes!(proxy::proxy))
        .routes(routes!(status::status))
        .routes(routes!(validate::validate))
        .routes(routes!(validate_app::validate_app))
}

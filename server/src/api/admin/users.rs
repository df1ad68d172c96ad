//! Accounts, as operators see and change them.

mod act_as;
mod create;
mod delete;
mod end_session;
mod end_sessions;
mod list;
mod reset_code;
mod sessions;
mod set_admin;
mod set_quota;
mod suspend;
mod unsuspend;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(delete::delete))
        .routes(routes!(set_admin::set_admin))
        .routes(routes!(suspend::suspend))
        .routes(routes!(unsuspend::unsuspend))
        .routes(routes!(set_quota::set_quota))
        .routes(routes!(reset_code::reset_code))
        .routes(routes!(sessions::list_sessions, end_sessions::end_sessions))
        .routes(routes!(end_session::end_session))
        .routes(routes!(act_as::act_as))
}

//! Accounts, sessions and API tokens.

mod change_email;
mod change_password;
mod create_token;
mod delete_token;
mod end_other_sessions;
mod end_session;
mod log_in;
mod log_out;
mod me;
mod remove;
mod reset;
mod sessions;
mod sign_up;
mod tokens;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(sign_up::sign_up))
        .routes(routes!(log_in::log_in))
        .routes(routes!(log_out::log_out))
        .routes(routes!(me::me, remove::remove))
        .routes(routes!(change_password::change_password))
        .routes(routes!(change_email::change_email))
        .routes(routes!(reset::reset))
        .routes(routes!(
            sessions::list_sessions,
            end_other_sessions::end_other_sessions
        ))
        .routes(routes!(end_session::end_session))
        .routes(routes!(tokens::list_tokens, create_token::create_token))
        .routes(routes!(delete_token::delete_token))
}

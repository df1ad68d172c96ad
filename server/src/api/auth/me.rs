//! `GET /api/auth/me`

use axum::Json;
use fp_contract::error::PlainErrorBody;
use fp_contract::user::User;

use crate::api::session::Session;
use crate::platform::accounts;

/// Read the signed-in account
#[utoipa::path(
    get,
    path = "/api/auth/me",
    tag = "auth",
    security(("bearer" = ["account:read"])),
    responses(
        (status = 200, body = User),
        (status = 401, description = "The token is not valid", body = PlainErrorBody),
        (status = 403, description = "No token", body = PlainErrorBody),
    )
)]
pub(super) async fn me(session: Session) -> Json<User> {
    Json(accounts::shown(&session.user))
}

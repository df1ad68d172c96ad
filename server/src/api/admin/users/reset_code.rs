//! `POST /api/admin/users/{user_id}/reset-code`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::managed_user::ResetCode;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, users};
use crate::store::UserId;

/// Make a one-time code with which somebody chooses a new password
///
/// An older code is of no use any more. The operator never chooses the password.
#[utoipa::path(
    post,
    path = "/api/admin/users/{user_id}/reset-code",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("user_id" = String, Path)),
    responses(
        (status = 200, body = ResetCode),
        (status = 404, description = "There is no such account", body = ErrorBody),
    )
)]
pub(super) async fn reset_code(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(user_id): Path<UserId>,
) -> Result<Json<ResetCode>, ApiError> {
    Ok(Json(
        users::reset_code(&platform, &session.actor(), &user_id).await?,
    ))
}

//! `POST /api/auth/reset`

use axum::Json;
use axum::extract::State;
use fp_contract::account::{Done, PasswordReset};
use fp_contract::error::ErrorBody;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::platform::sessions::Origin;
use crate::platform::{Platform, accounts};

/// Choose a new password with a one-time code
///
/// An operator asks for the code, which counts once and for ten minutes. All sessions of the account end.
#[utoipa::path(
    post,
    path = "/api/auth/reset",
    tag = "auth",
    request_body = PasswordReset,
    responses(
        (status = 200, body = Done),
        (status = 400, description = "The code is not valid, or not any more (`INVALID_CODE`)", body = ErrorBody),
        (status = 429, description = "Too many attempts failed", body = ErrorBody),
    )
)]
pub(super) async fn reset(
    State(platform): State<Platform>,
    origin: Origin,
    Body(request): Body<PasswordReset>,
) -> Result<Json<Done>, ApiError> {
    accounts::reset_password(&platform, request, &origin).await?;
    Ok(Json(Done::DONE))
}

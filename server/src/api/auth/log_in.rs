//! `POST /api/auth/login`

use axum::Json;
use axum::extract::State;
use fp_contract::error::{ErrorBody, PlainErrorBody};
use fp_contract::user::{LogIn, Token};

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::platform::sessions::Origin;
use crate::platform::{Platform, accounts};

/// Exchange name and password for a token
///
/// The token is that of a new session, which ends after seven days, or after three without use. An `Authorization` header with an
/// earlier token of the account, though its time be over, proves the device: what others guess does not slow it.
#[utoipa::path(
    post,
    path = "/api/auth/login",
    tag = "auth",
    request_body = LogIn,
    responses(
        (status = 200, body = Token),
        (status = 401, description = "Unknown name or wrong password", body = PlainErrorBody),
        (status = 403, description = "The account is suspended", body = ErrorBody),
        (status = 429, description = "Too many attempts failed", body = ErrorBody),
    )
)]
pub(super) async fn log_in(
    State(platform): State<Platform>,
    origin: Origin,
    Body(request): Body<LogIn>,
) -> Result<Json<Token>, ApiError> {
    Ok(Json(accounts::log_in(&platform, request, &origin).await?))
}

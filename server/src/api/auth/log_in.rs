//! `POST /api/auth/login`

use axum::Json;
use axum::extract::State;
use fp_contract::error::PlainErrorBody;
use fp_contract::user::{LogIn, Token};

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::platform::{Platform, accounts};

/// Exchange name and password for a token of seven days
#[utoipa::path(
    post,
    path = "/api/auth/login",
    tag = "auth",
    request_body = LogIn,
    responses(
        (status = 200, body = Token),
        (status = 401, description = "Unknown name or wrong password", body = PlainErrorBody),
    )
)]
pub(super) async fn log_in(
    State(platform): State<Platform>,
    Body(request): Body<LogIn>,
) -> Result<Json<Token>, ApiError> {
    Ok(Json(accounts::log_in(&platform, request).await?))
}

//! `GET /api/auth/tokens`

use axum::Json;
use axum::extract::State;
use fp_contract::token::ApiToken;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, api_tokens};

/// List the API tokens of the signed-in account, newest first
#[utoipa::path(
    get,
    path = "/api/auth/tokens",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, body = Vec<ApiToken>),
    )
)]
pub(super) async fn list_tokens(
    session: Session,
    State(platform): State<Platform>,
) -> Result<Json<Vec<ApiToken>>, ApiError> {
    Ok(Json(api_tokens::list(&platform, session.id()).await?))
}

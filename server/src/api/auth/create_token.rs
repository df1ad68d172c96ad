//! `POST /api/auth/tokens`

use axum::Json;
use axum::extract::State;
use fp_contract::error::ErrorBody;
use fp_contract::token::{ApiTokenCreate, NewApiToken};

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, api_tokens};

/// Make an API token
///
/// Its secret is shown this once.
#[utoipa::path(
    post,
    path = "/api/auth/tokens",
    tag = "auth",
    security(("bearer" = [])),
    request_body = ApiTokenCreate,
    responses(
        (status = 200, body = NewApiToken),
        (status = 400, description = "The account has one of this name, or as many as it may", body = ErrorBody),
    )
)]
pub(super) async fn create_token(
    session: Session,
    State(platform): State<Platform>,
    Body(request): Body<ApiTokenCreate>,
) -> Result<Json<NewApiToken>, ApiError> {
    let token = api_tokens::create(&platform, &session.user, &session.actor(), request).await?;
    Ok(Json(token))
}

//! `DELETE /api/auth/tokens/{token_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::account::Done;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, api_tokens};

/// Delete an API token
///
/// It counts no more, and streams it opened end.
#[utoipa::path(
    delete,
    path = "/api/auth/tokens/{token_id}",
    tag = "auth",
    security(("bearer" = [])),
    params(("token_id" = String, Path)),
    responses(
        (status = 200, body = Done),
        (status = 404, description = "The account has no such token", body = ErrorBody),
    )
)]
pub(super) async fn delete_token(
    session: Session,
    State(platform): State<Platform>,
    Path(token_id): Path<String>,
) -> Result<Json<Done>, ApiError> {
    api_tokens::delete(&platform, session.id(), &session.actor(), &token_id).await?;
    Ok(Json(Done::DONE))
}

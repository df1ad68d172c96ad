//! `DELETE /api/admin/users/{user_id}/sessions`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::session::SessionsEnded;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, users};
use crate::store::UserId;

/// End all of somebody's sessions
#[utoipa::path(
    delete,
    path = "/api/admin/users/{user_id}/sessions",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("user_id" = String, Path)),
    responses(
        (status = 200, body = SessionsEnded),
        (status = 404, description = "There is no such account", body = ErrorBody),
    )
)]
pub(super) async fn end_sessions(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(user_id): Path<UserId>,
) -> Result<Json<SessionsEnded>, ApiError> {
    let ended = users::end_all_sessions(&platform, &session.actor(), &user_id).await?;
    Ok(Json(SessionsEnded { success: true, ended }))
}

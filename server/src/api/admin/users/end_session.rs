//! `DELETE /api/admin/users/{user_id}/sessions/{session_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::account::Done;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, users};
use crate::store::UserId;

/// End one of somebody's sessions
#[utoipa::path(
    delete,
    path = "/api/admin/users/{user_id}/sessions/{session_id}",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("user_id" = String, Path), ("session_id" = String, Path)),
    responses(
        (status = 200, body = Done),
        (status = 404, description = "There is no such account or session", body = ErrorBody),
    )
)]
pub(super) async fn end_session(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path((user_id, session_id)): Path<(UserId, String)>,
) -> Result<Json<Done>, ApiError> {
    users::end_session(&platform, &session.actor(), &user_id, &session_id).await?;
    Ok(Json(Done::DONE))
}

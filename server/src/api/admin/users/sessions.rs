//! `GET /api/admin/users/{user_id}/sessions`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::session::Session;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, users};
use crate::store::UserId;

/// List somebody's sessions, newest first
#[utoipa::path(
    get,
    path = "/api/admin/users/{user_id}/sessions",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("user_id" = String, Path)),
    responses(
        (status = 200, body = Vec<Session>),
        (status = 404, description = "There is no such account", body = ErrorBody),
    )
)]
pub(super) async fn list_sessions(
    _: Operator,
    State(platform): State<Platform>,
    Path(user_id): Path<UserId>,
) -> Result<Json<Vec<Session>>, ApiError> {
    Ok(Json(users::list_sessions(&platform, &user_id).await?))
}

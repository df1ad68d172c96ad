//! `POST /api/admin/users/{user_id}/unsuspend`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::account::Done;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, users};
use crate::store::UserId;

/// Let somebody in again
#[utoipa::path(
    post,
    path = "/api/admin/users/{user_id}/unsuspend",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("user_id" = String, Path)),
    responses(
        (status = 200, body = Done),
        (status = 404, description = "There is no such account", body = ErrorBody),
    )
)]
pub(super) async fn unsuspend(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(user_id): Path<UserId>,
) -> Result<Json<Done>, ApiError> {
    users::unsuspend(&platform, &session.actor(), &user_id).await?;
    Ok(Json(Done::DONE))
}

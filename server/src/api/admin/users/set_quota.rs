//! `PUT /api/admin/users/{user_id}/quota`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::account::Done;
use fp_contract::error::ErrorBody;
use fp_contract::quota::Quota;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, users};
use crate::store::UserId;

/// Set how much of everything somebody may have
///
/// What is absent is the platform's own limit.
#[utoipa::path(
    put,
    path = "/api/admin/users/{user_id}/quota",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("user_id" = String, Path)),
    request_body = Quota,
    responses(
        (status = 200, body = Done),
        (status = 404, description = "There is no such account", body = ErrorBody),
    )
)]
pub(super) async fn set_quota(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(user_id): Path<UserId>,
    Body(request): Body<Quota>,
) -> Result<Json<Done>, ApiError> {
    users::set_quota(&platform, &session.actor(), &user_id, request).await?;
    Ok(Json(Done::DONE))
}

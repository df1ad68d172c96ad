//! `POST /api/admin/users/{user_id}/suspend`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::account::Done;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, users};
use crate::store::UserId;

/// Keep somebody out
///
/// All sessions and streams end at once, tokens do not count, and nobody can log in. Apps stay as they are.
#[utoipa::path(
    post,
    path = "/api/admin/users/{user_id}/suspend",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("user_id" = String, Path)),
    responses(
        (status = 200, body = Done),
        (status = 400, description = "Oneself (`CANNOT_SUSPEND_SELF`), or the last operator (`CANNOT_REMOVE_LAST_ADMIN`)", body = ErrorBody),
        (status = 404, description = "There is no such account", body = ErrorBody),
    )
)]
pub(super) async fn suspend(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(user_id): Path<UserId>,
) -> Result<Json<Done>, ApiError> {
    users::suspend(&platform, &session.actor(), &user_id).await?;
    Ok(Json(Done::DONE))
}

//! `DELETE /api/admin/users/{user_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::managed_user::UserDeleted;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, users};
use crate::store::UserId;

/// Remove somebody with apps and databases
///
/// It cannot be taken back.
#[utoipa::path(
    delete,
    path = "/api/admin/users/{user_id}",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("user_id" = String, Path)),
    responses(
        (status = 200, body = UserDeleted),
        (status = 400, description = "Oneself (`CANNOT_DELETE_SELF`), or the last operator (`CANNOT_REMOVE_LAST_ADMIN`)", body = ErrorBody),
        (status = 404, description = "There is no such account", body = ErrorBody),
    )
)]
pub(super) async fn delete(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(user_id): Path<UserId>,
) -> Result<Json<UserDeleted>, ApiError> {
    users::delete(&platform, &session.actor(), &user_id).await?;
    Ok(Json(UserDeleted {
        success: true,
        deleted_user_id: user_id.0,
    }))
}

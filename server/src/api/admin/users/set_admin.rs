//! `PATCH /api/admin/users/{user_id}/admin`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::managed_user::{AdminChange, AdminChanged};

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, users};
use crate::store::UserId;

/// Make somebody an operator, or an ordinary user
#[utoipa::path(
    patch,
    path = "/api/admin/users/{user_id}/admin",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("user_id" = String, Path)),
    request_body = AdminChange,
    responses(
        (status = 200, body = AdminChanged),
        (status = 400, description = "Oneself (`CANNOT_DEMOTE_SELF`), or the last operator (`CANNOT_REMOVE_LAST_ADMIN`)", body = ErrorBody),
        (status = 404, description = "There is no such account", body = ErrorBody),
    )
)]
pub(super) async fn set_admin(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(user_id): Path<UserId>,
    Body(request): Body<AdminChange>,
) -> Result<Json<AdminChanged>, ApiError> {
    users::set_admin(&platform, &session.actor(), &user_id, request.is_admin).await?;
    Ok(Json(AdminChanged {
        success: true,
        is_admin: request.is_admin,
    }))
}

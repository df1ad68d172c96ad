//! `DELETE /api/auth/me`

use axum::Json;
use axum::extract::State;
use fp_contract::account::{AccountRemoval, Done};
use fp_contract::error::ErrorBody;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, accounts};

/// Remove the signed-in account with its apps and databases
///
/// Needs the password, and cannot be taken back.
#[utoipa::path(
    delete,
    path = "/api/auth/me",
    tag = "auth",
    security(("bearer" = [])),
    request_body = AccountRemoval,
    responses(
        (status = 200, body = Done),
        (status = 400, description = "The last operator cannot go (`CANNOT_REMOVE_LAST_ADMIN`)", body = ErrorBody),
        (status = 403, description = "There is no session, or that is not the password (`WRONG_PASSWORD`)", body = ErrorBody),
        (status = 429, description = "Too many attempts failed", body = ErrorBody),
    )
)]
pub(super) async fn remove(
    session: Session,
    State(platform): State<Platform>,
    Body(request): Body<AccountRemoval>,
) -> Result<Json<Done>, ApiError> {
    accounts::remove_own(&platform, &session.user, &session.access, request).await?;
    Ok(Json(Done::DONE))
}

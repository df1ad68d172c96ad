//! `PUT /api/auth/password`

use axum::Json;
use axum::extract::State;
use fp_contract::account::{Done, PasswordChange};
use fp_contract::error::ErrorBody;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, accounts};

/// Change the password
///
/// Needs the present one and ends all other sessions; API tokens stay.
#[utoipa::path(
    put,
    path = "/api/auth/password",
    tag = "auth",
    security(("bearer" = [])),
    request_body = PasswordChange,
    responses(
        (status = 200, body = Done),
        (status = 403, description = "There is no session, or that is not the password (`WRONG_PASSWORD`)", body = ErrorBody),
        (status = 429, description = "Too many attempts failed", body = ErrorBody),
    )
)]
pub(super) async fn change_password(
    session: Session,
    State(platform): State<Platform>,
    Body(request): Body<PasswordChange>,
) -> Result<Json<Done>, ApiError> {
    accounts::change_password(&platform, &session.user, &session.access, request).await?;
    Ok(Json(Done::DONE))
}

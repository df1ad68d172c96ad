//! `PUT /api/auth/email`

use axum::Json;
use axum::extract::State;
use fp_contract::account::EmailChange;
use fp_contract::error::ErrorBody;
use fp_contract::user::User;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, accounts};

/// Change the address
///
/// Needs the password.
#[utoipa::path(
    put,
    path = "/api/auth/email",
    tag = "auth",
    security(("bearer" = [])),
    request_body = EmailChange,
    responses(
        (status = 200, body = User),
        (status = 400, description = "The address is taken", body = ErrorBody),
        (status = 403, description = "There is no session, or that is not the password (`WRONG_PASSWORD`)", body = ErrorBody),
        (status = 429, description = "Too many attempts failed", body = ErrorBody),
    )
)]
pub(super) async fn change_email(
    session: Session,
    State(platform): State<Platform>,
    Body(request): Body<EmailChange>,
) -> Result<Json<User>, ApiError> {
    let user = accounts::change_email(&platform, &session.user, &session.access, request).await?;
    Ok(Json(user))
}

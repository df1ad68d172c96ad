//! `POST /api/admin/users`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use fp_contract::error::ErrorBody;
use fp_contract::managed_user::{CreatedUser, UserCreate};

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::error::Error;
use crate::platform::{Platform, users};

/// Make an account for somebody
///
/// Without a password the answer has a one-time code with which the user chooses one.
#[utoipa::path(
    post,
    path = "/api/admin/users",
    tag = "admin",
    security(("bearer" = ["admin"])),
    request_body = UserCreate,
    responses(
        (status = 200, body = CreatedUser),
        (status = 400, description = "The name or the address is taken (`USER_EXISTS`)", body = ErrorBody),
    )
)]
pub(super) async fn create(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Body(request): Body<UserCreate>,
) -> Result<Json<CreatedUser>, ApiError> {
    let created = users::create(&platform, &session.actor(), request).await;
    created.map(Json).map_err(|error| match error {
        Error::Taken(_) => ApiError::coded(StatusCode::BAD_REQUEST, "USER_EXISTS", error.to_string()),
        other => other.into(),
    })
}

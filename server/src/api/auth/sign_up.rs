//! `POST /api/auth/signup`

use axum::Json;
use axum::extract::State;
use fp_contract::error::{ErrorBody, PlainErrorBody};
use fp_contract::user::{SignUp, User};

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::platform::error::Error;
use crate::platform::sessions::Origin;
use crate::platform::{Platform, accounts};

/// Make an account
///
/// The first account of a server that printed an operator code is its operator and needs `operator_code`.
#[utoipa::path(
    post,
    path = "/api/auth/signup",
    tag = "auth",
    request_body = SignUp,
    responses(
        (status = 200, body = User),
        (status = 400, description = "The name or the address is taken", body = PlainErrorBody),
        (status = 403, description = "Sign-ups are closed, or the operator code is not valid", body = ErrorBody),
        (status = 422, description = "A field is not acceptable"),
        (status = 429, description = "Too many sign-ups from there", body = ErrorBody),
    )
)]
pub(super) async fn sign_up(
    State(platform): State<Platform>,
    origin: Origin,
    Body(request): Body<SignUp>,
) -> Result<Json<User>, ApiError> {
    accounts::sign_up(&platform, request, &origin)
        .await
        .map(Json)
        .map_err(|error| match error {
            Error::Taken(_) => ApiError::from(error).without_code(),
            other => other.into(),
        })
}

//! `POST /api/admin/users/{user_id}/act-as`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::user::Token;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::sessions::Origin;
use crate::platform::{Platform, users};
use crate::store::UserId;

/// Act as somebody for half an hour
///
/// The token is that of a session of the account which names the operator. It reaches neither the account itself nor what only
/// operators may do; every request under it is in the audit log.
#[utoipa::path(
    post,
    path = "/api/admin/users/{user_id}/act-as",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("user_id" = String, Path)),
    responses(
        (status = 200, body = Token),
        (status = 400, description = "Oneself, or an account that is suspended", body = ErrorBody),
        (status = 404, description = "There is no such account", body = ErrorBody),
    )
)]
pub(super) async fn act_as(
    Operator(session): Operator,
    State(platform): State<Platform>,
    origin: Origin,
    Path(user_id): Path<UserId>,
) -> Result<Json<Token>, ApiError> {
    let token = users::act_as(&platform, &session.access, &user_id, &origin).await?;
    Ok(Json(token))
}

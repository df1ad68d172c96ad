//! `POST /api/auth/logout`

use axum::Json;
use axum::extract::State;
use fp_contract::account::Done;
use fp_contract::error::ErrorBody;
use serde_json::json;

use crate::api::error::ApiError;
use crate::api::session::AnySession;
use crate::platform::audit::{self, Actor};
use crate::platform::error::Error;
use crate::platform::{Platform, sessions};

/// End the session that asks
///
/// Its open streams end as well. An API token is not a session: it is deleted instead.
#[utoipa::path(
    post,
    path = "/api/auth/logout",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, body = Done),
        (status = 403, description = "There is no token, or it is no session's", body = ErrorBody),
    )
)]
pub(super) async fn log_out(
    AnySession(session): AnySession,
    State(platform): State<Platform>,
) -> Result<Json<Done>, ApiError> {
    let id = session.access.session().ok_or(Error::SessionRequired)?;
    sessions::end(&platform, session.id(), id).await?;
    let actor = Actor::from(&session.access);
    audit::record(&platform, &actor, "log_out", Some(&session.id().0), json!(null)).await;
    Ok(Json(Done::DONE))
}

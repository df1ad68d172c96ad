//! `GET /api/auth/sessions`

use axum::Json;
use axum::extract::State;
use fp_contract::session::Session as SessionShown;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, sessions};

/// List the sessions of the signed-in account, newest first
#[utoipa::path(
    get,
    path = "/api/auth/sessions",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, body = Vec<SessionShown>),
    )
)]
pub(super) async fn list_sessions(
    session: Session,
    State(platform): State<Platform>,
) -> Result<Json<Vec<SessionShown>>, ApiError> {
    let sessions = sessions::list(&platform, session.id(), session.access.session()).await?;
    Ok(Json(sessions))
}

//! `DELETE /api/auth/sessions`

use axum::Json;
use axum::extract::State;
use fp_contract::session::SessionsEnded;
use serde_json::json;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, audit, sessions};

/// End all sessions of the signed-in account but the one that asks
#[utoipa::path(
    delete,
    path = "/api/auth/sessions",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, body = SessionsEnded),
    )
)]
pub(super) async fn end_other_sessions(
    session: Session,
    State(platform): State<Platform>,
) -> Result<Json<SessionsEnded>, ApiError> {
    let ended = sessions::end_all(&platform, session.id(), session.access.session()).await?;
    let target = Some(session.id().0.as_str());
    audit::record(
        &platform,
        &session.actor(),
        "session.end_others",
        target,
        json!({"ended": ended}),
    )
    .await;
    Ok(Json(SessionsEnded { success: true, ended }))
}

//! `DELETE /api/auth/sessions/{session_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::account::Done;
use fp_contract::error::ErrorBody;
use serde_json::json;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, audit, sessions};

/// End one session of the signed-in account
///
/// Its open streams end as well.
#[utoipa::path(
    delete,
    path = "/api/auth/sessions/{session_id}",
    tag = "auth",
    security(("bearer" = [])),
    params(("session_id" = String, Path)),
    responses(
        (status = 200, body = Done),
        (status = 404, description = "The account has no such session", body = ErrorBody),
    )
)]
pub(super) async fn end_session(
    session: Session,
    State(platform): State<Platform>,
    Path(session_id): Path<String>,
) -> Result<Json<Done>, ApiError> {
    sessions::end(&platform, session.id(), &session_id).await?;
    audit::record(
        &platform,
        &session.actor(),
        "session.end",
        Some(&session_id),
        json!(null),
    )
    .await;
    Ok(Json(Done::DONE))
}

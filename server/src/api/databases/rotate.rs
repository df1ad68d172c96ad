//! `POST /api/databases/{database_id}/rotate`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::database::DatabaseRotated;
use fp_contract::error::ErrorBody;
use serde_json::Value;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, audit, databases};

/// Give the login of a database another password
/// The old one is refused from then on; apps that use the database are started anew with the new one.
#[utoipa::path(
    post,
    path = "/api/databases/{database_id}/rotate",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    params(("database_id" = String, Path)),
    responses(
        (status = 200, body = DatabaseRotated),
        (status = 404, description = "There is no such database", body = ErrorBody),
        (status = 503, description = "There is no database server, or it does not answer (`DATABASE_UNAVAILABLE`)", body = ErrorBody),
    )
)]
pub(super) async fn rotate(
    session: Session,
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<DatabaseRotated>, ApiError> {
    let rotated = databases::rotate(&platform, session.id(), &id).await?;
    audit::record(
        &platform,
        &session.actor(),
        "database.rotate",
        Some(&id),
        Value::Null,
    )
    .await;
    Ok(Json(rotated))
}

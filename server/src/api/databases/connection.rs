//! `POST /api/databases/{database_id}/connection`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::database::DatabaseConnection;
use fp_contract::error::ErrorBody;
use serde_json::Value;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, audit, databases};

/// Show the connection string of a database, password included
/// For a session alone, not for an API token; the audit log says who saw it.
#[utoipa::path(
    post,
    path = "/api/databases/{database_id}/connection",
    tag = "databases",
    security(("bearer" = [])),
    params(("database_id" = String, Path)),
    responses(
        (status = 200, body = DatabaseConnection),
        (status = 404, description = "There is no such database", body = ErrorBody),
        (status = 503, description = "There is no database server, or it does not answer (`DATABASE_UNAVAILABLE`)", body = ErrorBody),
    )
)]
pub(super) async fn connection(
    session: Session,
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<DatabaseConnection>, ApiError> {
    let connection = databases::connection(&platform, session.id(), &id).await?;
    audit::record(
        &platform,
        &session.actor(),
        "database.connection",
        Some(&id),
        Value::Null,
    )
    .await;
    Ok(Json(connection))
}

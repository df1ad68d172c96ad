//! `GET /api/databases/{database_id}/collections`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::database::DatabaseCollections;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// List the collections of a database
#[utoipa::path(
    get,
    path = "/api/databases/{database_id}/collections",
    tag = "databases",
    security(("bearer" = ["databases:read"])),
    params(("database_id" = String, Path)),
    responses(
        (status = 200, body = DatabaseCollections),
        (status = 404, description = "There is no such database", body = ErrorBody),
        (status = 500, description = "They could not be counted (`STATS_ERROR`)", body = ErrorBody),
        (status = 503, description = "There is no database server, or it does not answer (`DATABASE_UNAVAILABLE`)", body = ErrorBody),
    )
)]
pub(super) async fn collections(
    session: Session,
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<DatabaseCollections>, ApiError> {
    Ok(Json(databases::collections(&platform, session.id(), &id).await?))
}

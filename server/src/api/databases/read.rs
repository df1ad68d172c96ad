//! `GET /api/databases/{database_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::database::Database;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// Read a database
#[utoipa::path(
    get,
    path = "/api/databases/{database_id}",
    tag = "databases",
    security(("bearer" = ["databases:read"])),
    params(("database_id" = String, Path)),
    responses(
        (status = 200, body = Database),
        (status = 404, description = "There is no such database", body = ErrorBody),
    )
)]
pub(super) async fn read(
    session: Session,
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<Database>, ApiError> {
    Ok(Json(databases::read(&platform, session.id(), &id).await?))
}

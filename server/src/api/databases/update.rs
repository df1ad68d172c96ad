//! `PATCH /api/databases/{database_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::database::{Database, DatabaseUpdate};
use fp_contract::error::ErrorBody;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// Change what a database is called, or make it the default one
/// Apps that name no database are started anew with the new default one.
#[utoipa::path(
    patch,
    path = "/api/databases/{database_id}",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    params(("database_id" = String, Path)),
    request_body = DatabaseUpdate,
    responses(
        (status = 200, body = Database),
        (status = 400, description = "Another one has this name (`DUPLICATE_NAME`)", body = ErrorBody),
        (status = 404, description = "There is no such database", body = ErrorBody),
    )
)]
pub(super) async fn update(
    session: Session,
    State(platform): State<Platform>,
    Path(id): Path<String>,
    Body(request): Body<DatabaseUpdate>,
) -> Result<Json<Database>, ApiError> {
    Ok(Json(
        databases::change(&platform, session.id(), &id, request).await?,
    ))
}

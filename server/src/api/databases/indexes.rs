//! `GET /api/databases/{database_id}/{collection}/indexes`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::database::IndexList;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// List the indexes of a collection
#[utoipa::path(
    get,
    path = "/api/databases/{database_id}/{collection}/indexes",
    tag = "databases",
    security(("bearer" = ["databases:read"])),
    params(("database_id" = String, Path), ("collection" = String, Path)),
    responses(
        (status = 200, body = IndexList),
        (status = 404, description = "There is no such database or collection", body = ErrorBody),
        (status = 503, description = "There is no database server, or it does not answer (`DATABASE_UNAVAILABLE`)", body = ErrorBody),
    )
)]
pub(super) async fn indexes(
    session: Session,
    State(platform): State<Platform>,
    Path((id, collection)): Path<(String, String)>,
) -> Result<Json<IndexList>, ApiError> {
    Ok(Json(
        databases::indexes(&platform, session.id(), &id, &collection).await?,
    ))
}

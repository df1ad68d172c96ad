//! `DELETE /api/databases/{database_id}/{collection}/documents/{document_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::Done;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// Delete a document
#[utoipa::path(
    delete,
    path = "/api/databases/{database_id}/{collection}/documents/{document_id}",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    params(("database_id" = String, Path), ("collection" = String, Path), ("document_id" = String, Path, description = "The `_id`: text, a number, 24 hex digits, or extended JSON")),
    responses(
        (status = 200, body = Done),
        (status = 400, description = "The identifier may mean two documents (`QUERY_ERROR`)", body = ErrorBody),
        (status = 404, description = "There is no such database, collection or document", body = ErrorBody),
        (status = 503, description = "There is no database server, or it does not answer (`DATABASE_UNAVAILABLE`)", body = ErrorBody),
    )
)]
pub(super) async fn delete_document(
    session: Session,
    State(platform): State<Platform>,
    Path((id, collection, document_id)): Path<(String, String, String)>,
) -> Result<Json<Done>, ApiError> {
    databases::delete_document(&platform, session.id(), &id, &collection, &document_id).await?;
    Ok(Json(Done {
        success: true,
        message: Some("Document deleted".to_owned()),
    }))
}

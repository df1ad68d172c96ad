//! `PUT /api/databases/{database_id}/{collection}/documents/{document_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::database::{DocumentReply, DocumentWrite};
use fp_contract::error::ErrorBody;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// Replace a document, all but its `_id`
#[utoipa::path(
    put,
    path = "/api/databases/{database_id}/{collection}/documents/{document_id}",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    params(("database_id" = String, Path), ("collection" = String, Path), ("document_id" = String, Path, description = "The `_id`: text, a number, 24 hex digits, or extended JSON")),
    request_body = DocumentWrite,
    responses(
        (status = 200, body = DocumentReply),
        (status = 400, description = "It cannot be read (`INVALID_DOCUMENT`), or the server refuses it (`QUERY_ERROR`)", body = ErrorBody),
        (status = 404, description = "There is no such database, collection or document", body = ErrorBody),
        (status = 409, description = "It is no longer as it was `expected` to be (`DOCUMENT_CONFLICT`)", body = ErrorBody),
        (status = 503, description = "There is no database server, or it does not answer (`DATABASE_UNAVAILABLE`)", body = ErrorBody),
    )
)]
pub(super) async fn replace_document(
    session: Session,
    State(platform): State<Platform>,
    Path((id, collection, document_id)): Path<(String, String, String)>,
    Body(request): Body<DocumentWrite>,
) -> Result<Json<DocumentReply>, ApiError> {
    let user = session.id();
    let replaced = databases::replace_document(&platform, user, &id, &collection, &document_id, request);
    Ok(Json(replaced.await?))
}

//! `POST /api/databases/{database_id}/{collection}/documents`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::database::{DocumentReply, DocumentWrite};
use fp_contract::error::ErrorBody;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// Add a document
/// A collection that is not there is made with its first document.
#[utoipa::path(
    post,
    path = "/api/databases/{database_id}/{collection}/documents",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    params(("database_id" = String, Path), ("collection" = String, Path)),
    request_body = DocumentWrite,
    responses(
        (status = 200, body = DocumentReply),
        (status = 400, description = "It cannot be read (`INVALID_DOCUMENT`), or the server refuses it (`QUERY_ERROR`)", body = ErrorBody),
        (status = 404, description = "There is no such database", body = ErrorBody),
        (status = 503, description = "There is no database server, or it does not answer (`DATABASE_UNAVAILABLE`)", body = ErrorBody),
    )
)]
pub(super) async fn insert_document(
    session: Session,
    State(platform): State<Platform>,
    Path((id, collection)): Path<(String, String)>,
    Body(request): Body<DocumentWrite>,
) -> Result<Json<DocumentReply>, ApiError> {
    Ok(Json(
        databases::insert_document(&platform, session.id(), &id, &collection, request).await?,
    ))
}

//! `GET /api/apps/{app_id}/revisions/{revision}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::revision::RevisionDetail;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Read a revision with its files
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/revisions/{revision}",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path), ("revision" = String, Path, description = "64 hex digits")),
    responses(
        (status = 200, body = RevisionDetail),
        (status = 404, description = "There is no such app, or it never had this revision", body = ErrorBody),
    )
)]
pub(super) async fn revision(
    session: Session,
    State(platform): State<Platform>,
    Path((app_id, revision)): Path<(AppId, String)>,
) -> Result<Json<RevisionDetail>, ApiError> {
    Ok(Json(
        apps::revision(&platform, session.id(), &app_id, &revision).await?,
    ))
}

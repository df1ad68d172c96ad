//! `GET /api/apps/{app_id}/revisions/{revision}/diff/{other}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::revision::RevisionDiff;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Compare two revisions, or one with the draft
///
/// Each side is the name of a revision or `draft`.
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/revisions/{revision}/diff/{other}",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path), ("revision" = String, Path), ("other" = String, Path)),
    responses(
        (status = 200, body = RevisionDiff),
        (status = 404, description = "There is no such app, or it never had one of the revisions", body = ErrorBody),
    )
)]
pub(super) async fn diff(
    session: Session,
    State(platform): State<Platform>,
    Path((app_id, revision, other)): Path<(AppId, String, String)>,
) -> Result<Json<RevisionDiff>, ApiError> {
    Ok(Json(
        apps::diff(&platform, session.id(), &app_id, &revision, &other).await?,
    ))
}

//! `POST /api/apps/{app_id}/revisions/{revision}/deploy`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::DeployReply;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Deploy a revision again
///
/// Its files, entrypoint, framework and database come back, checked by the rules of today; the variables are those set now,
/// and `missing_env` names what it had and they lack. An edit in the draft that was never deployed stays.
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/revisions/{revision}/deploy",
    tag = "apps",
    security(("bearer" = ["deploy"])),
    params(("app_id" = String, Path), ("revision" = String, Path, description = "64 hex digits")),
    responses(
        (status = 200, body = DeployReply),
        (status = 400, description = "The code may not be deployed any more (`VALIDATION_FAILED`), or its database is gone (`INVALID_DATABASE`)", body = ErrorBody),
        (status = 404, description = "There is no such app, or it never had this revision", body = ErrorBody),
    )
)]
pub(super) async fn deploy_revision(
    session: Session,
    State(platform): State<Platform>,
    Path((app_id, revision)): Path<(AppId, String)>,
) -> Result<Json<DeployReply>, ApiError> {
    Ok(Json(
        apps::deploy_revision(&platform, session.id(), &app_id, &revision).await?,
    ))
}

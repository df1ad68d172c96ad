//! `GET /api/apps/{app_id}/versions`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::version::VersionList;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// List the revisions that were live before, with their code
///
/// Newest first, at most ten.
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/versions",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = VersionList),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn versions(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<VersionList>, ApiError> {
    Ok(Json(apps::versions(&platform, session.id(), &app_id).await?))
}

//! `GET /api/apps/{app_id}/deployments/{deployment_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::deployment::Deployment;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Read one deployment
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/deployments/{deployment_id}",
    tag = "apps",
    security(("bearer" = [])),
    params(("app_id" = String, Path), ("deployment_id" = String, Path)),
    responses(
        (status = 200, body = Deployment),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn deployment(
    session: Session,
    State(platform): State<Platform>,
    Path((app_id, deployment_id)): Path<(AppId, String)>,
) -> Result<Json<Deployment>, ApiError> {
    let deployment = apps::deployment(&platform, session.id(), &app_id, &deployment_id).await?;
    Ok(Json(deployment))
}

//! `GET /api/apps/{app_id}/deployments`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::deployment::DeploymentList;
use fp_contract::error::ErrorBody;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Most deployments in one answer.
const MAX_LIMIT: u32 = 500;

/// How many to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Page {
    /// At most so many; 1 to 500.
    #[serde(default = "default_limit")]
    #[param(default = 50)]
    limit: u32,
}

fn default_limit() -> u32 {
    50
}

/// List the deployments of an app, newest first
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/deployments",
    tag = "apps",
    security(("bearer" = [])),
    params(("app_id" = String, Path), Page),
    responses(
        (status = 200, body = DeploymentList),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn deployments(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    Parameters(page): Parameters<Page>,
) -> Result<Json<DeploymentList>, ApiError> {
    let limit = page.limit.clamp(1, MAX_LIMIT);
    let deployments = apps::deployments(&platform, session.id(), &app_id, limit).await?;
    Ok(Json(DeploymentList {
        app_id: app_id.0,
        deployments,
    }))
}

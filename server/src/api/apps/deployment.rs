//! `GET /api/apps/{app_id}/deployments/{deployment_id}`

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::deployment::Deployment;
use fp_contract::error::ErrorBody;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Longest wait in seconds; well below what a request may take.
const MAX_WAIT: u64 = 30;

/// How to follow it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Follow {
    /// Seconds to wait until it is over, at most 30.
    #[param(maximum = 30)]
    wait: Option<u64>,
    /// How many stages are known already: with `wait`, the answer comes as soon as there are more.
    stages: Option<u32>,
}

/// Read one deployment, or wait for what becomes of it
///
/// `/api/events` pushes every change; this is for clients that only have requests.
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/deployments/{deployment_id}",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path), ("deployment_id" = String, Path), Follow),
    responses(
        (status = 200, body = Deployment),
        (status = 404, description = "There is no such app or deployment", body = ErrorBody),
        (status = 422, description = "`wait` is out of bounds"),
    )
)]
pub(super) async fn deployment(
    session: Session,
    State(platform): State<Platform>,
    Path((app_id, deployment_id)): Path<(AppId, String)>,
    Parameters(follow): Parameters<Follow>,
) -> Result<Json<Deployment>, ApiError> {
    let (user, wait) = (session.id(), follow.wait.unwrap_or_default());
    if wait > MAX_WAIT {
        let message = format!("at most {MAX_WAIT} seconds");
        return Err(ApiError::field(&["query", "wait"], &message, "value_error"));
    }
    let stages = follow.stages.and_then(|stages| usize::try_from(stages).ok());
    let wait = Duration::from_secs(wait);
    let found = apps::follow_deployment(&platform, user, &app_id, &deployment_id, stages, wait).await?;
    Ok(Json(found))
}

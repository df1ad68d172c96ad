//! `POST /api/apps/{app_id}/deployments/{deployment_id}/cancel`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::deployment::Deployment;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Give up a deployment that is under way
///
/// It ends as `failed` with a failure of kind `canceled`; what was live goes on answering.
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/deployments/{deployment_id}/cancel",
    tag = "apps",
    security(("bearer" = ["deploy"])),
    params(("app_id" = String, Path), ("deployment_id" = String, Path)),
    responses(
        (status = 200, body = Deployment),
        (status = 409, description = "It is over already (`DEPLOYMENT_OVER`)", body = ErrorBody),
        (status = 404, description = "There is no such app or deployment", body = ErrorBody),
    )
)]
pub(super) async fn cancel(
    session: Session,
    State(platform): State<Platform>,
    Path((app_id, deployment_id)): Path<(AppId, String)>,
) -> Result<Json<Deployment>, ApiError> {
    Ok(Json(
        apps::cancel(&platform, session.id(), &app_id, &deployment_id).await?,
    ))
}

//! `GET /api/apps/{app_id}/instances`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::instance::InstancesReply;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// List what runs of an app now
///
/// Its processes or pods, with what keeps one from answering and how often one was started again.
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/instances",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = InstancesReply),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn instances(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<InstancesReply>, ApiError> {
    Ok(Json(apps::instances(&platform, session.id(), &app_id).await?))
}

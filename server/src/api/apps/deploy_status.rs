//! `GET /api/apps/{app_id}/deploy-status`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::StatusReply;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps, view};
use crate::store::AppId;

/// Say how the newest deployment of an app is
///
/// `deployment_ready` means that the newest deployed revision answers, never that an older one does.
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/deploy-status",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = StatusReply),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn deploy_status(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<StatusReply>, ApiError> {
    let app = apps::readable(&platform, session.id(), &app_id).await?;
    Ok(Json(view::status_reply(apps::shown(&platform, &app))))
}

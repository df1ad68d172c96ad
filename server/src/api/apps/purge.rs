//! `DELETE /api/apps/{app_id}/purge`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::Done;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Remove an app in the trash for good
///
/// Its code, its data and its log go, and nothing brings them back.
#[utoipa::path(
    delete,
    path = "/api/apps/{app_id}/purge",
    tag = "apps",
    security(("bearer" = ["apps:write"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = Done),
        (status = 400, description = "It is not in the trash (`INVALID_REQUEST`)", body = ErrorBody),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn purge(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<Done>, ApiError> {
    apps::purge(&platform, session.id(), &app_id).await?;
    Ok(Json(Done {
        success: true,
        message: Some("App purged".to_owned()),
    }))
}

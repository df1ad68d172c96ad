//! `GET /api/apps/{app_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::AppDetail;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Read an app with its code and settings
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = AppDetail),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn read(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<AppDetail>, ApiError> {
    Ok(Json(apps::read(&platform, session.id(), &app_id).await?))
}

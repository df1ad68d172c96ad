//! `POST /api/apps/{app_id}/clone`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::App;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Clone an app and deploy the clone
///
/// It has the same code (the draft's), the same variables and secrets without their values, and the same database. Its name
/// ends with `-copy`.
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/clone",
    tag = "apps",
    security(("bearer" = ["apps:write"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = App),
        (status = 400, description = "The code may not be deployed (`VALIDATION_FAILED`)", body = ErrorBody),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn clone(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<App>, ApiError> {
    Ok(Json(apps::clone(&platform, session.id(), &app_id).await?))
}

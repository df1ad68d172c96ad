//! `PUT /api/apps/{app_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::{App, AppUpdate};
use fp_contract::error::ErrorBody;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Change code or settings
///
/// New code is checked and deployed. New variables or another database are deployed with the code that is live, never with
/// an unfinished draft. A new name alone deploys nothing.
#[utoipa::path(
    put,
    path = "/api/apps/{app_id}",
    tag = "apps",
    security(("bearer" = ["apps:write"])),
    params(("app_id" = String, Path)),
    request_body = AppUpdate,
    responses(
        (status = 200, body = App),
        (status = 400, description = "The request makes no sense, or the code may not be deployed (`VALIDATION_FAILED`)", body = ErrorBody),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn update(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    Body(request): Body<AppUpdate>,
) -> Result<Json<App>, ApiError> {
    Ok(Json(
        apps::update(&platform, session.id(), &app_id, request).await?,
    ))
}

//! `POST /api/apps/{app_id}/restart`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::App;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Restart an app
///
/// Replaces the app's instance by a fresh one of the same revision. Requests go on being answered by the old one until the
/// new one is ready. One that is stopped is started.
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/restart",
    tag = "apps",
    security(("bearer" = ["deploy"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = App),
        (status = 400, description = "The app is in no state for it (`INVALID_REQUEST`)", body = ErrorBody),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn restart(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<App>, ApiError> {
    Ok(Json(apps::restart(&platform, session.id(), &app_id).await?))
}

//! `POST /api/apps/{app_id}/start`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::App;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Start an app
///
/// Has the live revision of an app that is stopped or asleep answer again. One that runs is left as it is.
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/start",
    tag = "apps",
    security(("bearer" = ["deploy"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = App),
        (status = 400, description = "The app is in no state for it (`INVALID_REQUEST`)", body = ErrorBody),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn start(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<App>, ApiError> {
    Ok(Json(apps::start(&platform, session.id(), &app_id).await?))
}

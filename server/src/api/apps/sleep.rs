//! `POST /api/apps/{app_id}/sleep`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::App;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Put an app to sleep
///
/// Nothing runs until the next request, which wakes it and is answered. Repeating it is fine.
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/sleep",
    tag = "apps",
    security(("bearer" = ["deploy"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = App),
        (status = 400, description = "The app is in no state for it (`INVALID_REQUEST`)", body = ErrorBody),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn sleep(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<App>, ApiError> {
    Ok(Json(apps::sleep(&platform, session.id(), &app_id).await?))
}

//! `POST /api/apps/{app_id}/stop`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::App;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Stop an app
///
/// Nothing runs and nothing wakes it until it is started again. A deployment under way is superseded. Repeating it is fine.
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/stop",
    tag = "apps",
    security(("bearer" = ["deploy"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = App),
        (status = 400, description = "The app is in no state for it (`INVALID_REQUEST`)", body = ErrorBody),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn stop(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<App>, ApiError> {
    Ok(Json(apps::stop(&platform, session.id(), &app_id).await?))
}

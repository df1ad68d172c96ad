//! `POST /api/admin/apps/{app_id}/stop`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::App;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, all_apps};
use crate::store::AppId;

/// Stop an app of anybody
///
/// Its owner may start it again. It is audited.
#[utoipa::path(
    post,
    path = "/api/admin/apps/{app_id}/stop",

    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = App),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn stop_app(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<App>, ApiError> {
    Ok(Json(all_apps::stop(&platform, &session.actor(), &app_id).await?))
}

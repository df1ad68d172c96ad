//! `POST /api/apps/{app_id}/restore`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::App;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Take an app out of the trash
///
/// What was live answers again.
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/restore",
    tag = "apps",
    security(("bearer" = ["apps:write"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = App),
        (status = 400, description = "It is not in the trash (`INVALID_REQUEST`), or there is no room for it (`LIMIT_REACHED`)", body = ErrorBody),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn restore(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<App>, ApiError> {
    Ok(Json(apps::restore(&platform, session.id(), &app_id).await?))
}

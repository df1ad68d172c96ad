//! `POST /api/apps/{app_id}/activity`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::Done;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Note that somebody works on an app
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/activity",
    tag = "apps",
    security(("bearer" = ["apps:write"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = Done),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn note_activity(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<Done>, ApiError> {
    apps::note_activity(&platform, session.id(), &app_id).await?;
    Ok(Json(Done {
        success: true,
        message: None,
    }))
}

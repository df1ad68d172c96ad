//! `POST /api/apps/{app_id}/rollback/{version_index}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::App;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Go back to an earlier version by its place in the list
///
/// 0 is the newest of `versions` as that list is now. `deploy` of a revision by its name cannot pick the wrong one.
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/rollback/{version_index}",
    tag = "apps",
    security(("bearer" = ["deploy"])),
    params(("app_id" = String, Path), ("version_index" = i64, Path)),
    responses(
        (status = 200, body = App),
        (status = 400, description = "There is no such version (`INVALID_VERSION`), or its code may not be deployed any more (`VALIDATION_FAILED`)", body = ErrorBody),
        (status = 422, description = "The place is no number"),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn rollback(
    session: Session,
    State(platform): State<Platform>,
    Path((app_id, version_index)): Path<(AppId, String)>,
) -> Result<Json<App>, ApiError> {
    let index = version_index.parse().map_err(|_| {
        ApiError::field(
            &["path", "version_index"],
            "a whole number is wanted",
            "int_parsing",
        )
    })?;
    Ok(Json(
        apps::rollback(&platform, session.id(), &app_id, index).await?,
    ))
}

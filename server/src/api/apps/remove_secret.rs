//! `DELETE /api/apps/{app_id}/secrets/{name}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::App;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Remove a secret
///
/// What is live is deployed anew without it.
#[utoipa::path(
    delete,
    path = "/api/apps/{app_id}/secrets/{name}",
    tag = "apps",
    security(("bearer" = ["apps:write"])),
    params(("app_id" = String, Path), ("name" = String, Path)),
    responses(
        (status = 200, body = App),
        (status = 404, description = "There is no such app or secret", body = ErrorBody),
    )
)]
pub(super) async fn remove_secret(
    session: Session,
    State(platform): State<Platform>,
    Path((app_id, name)): Path<(AppId, String)>,
) -> Result<Json<App>, ApiError> {
    Ok(Json(
        apps::remove_secret(&platform, session.id(), &app_id, &name).await?,
    ))
}

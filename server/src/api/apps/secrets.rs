//! `GET /api/apps/{app_id}/secrets`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::secret::SecretList;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// List the secrets of an app
///
/// Their names and when each was set; no operation shows a value.
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/secrets",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = SecretList),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn secrets(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<SecretList>, ApiError> {
    Ok(Json(apps::list_secrets(&platform, session.id(), &app_id).await?))
}

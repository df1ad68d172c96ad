//! `PUT /api/apps/{app_id}/secrets/{name}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::App;
use fp_contract::error::ErrorBody;
use fp_contract::secret::SecretUpdate;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Set a secret
///
/// What is live is deployed anew with it. The value is never shown again.
#[utoipa::path(
    put,
    path = "/api/apps/{app_id}/secrets/{name}",
    tag = "apps",
    security(("bearer" = ["apps:write"])),
    params(("app_id" = String, Path), ("name" = String, Path)),
    request_body = SecretUpdate,
    responses(
        (status = 200, body = App),
        (status = 422, description = "The name belongs to the platform or to a variable, or the value cannot be set"),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn set_secret(
    session: Session,
    State(platform): State<Platform>,
    Path((app_id, name)): Path<(AppId, String)>,
    Body(request): Body<SecretUpdate>,
) -> Result<Json<App>, ApiError> {
    Ok(Json(
        apps::set_secret(&platform, session.id(), &app_id, &name, &request.value).await?,
    ))
}

//! `GET /api/apps/{app_id}/health-status`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::metrics::HealthReply;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Say whether an app answers its health checks
///
/// One a minute while it is awake; an instance that ends by itself counts at once.
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/health-status",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = HealthReply),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn health_status(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<HealthReply>, ApiError> {
    Ok(Json(apps::health_status(&platform, session.id(), &app_id).await?))
}

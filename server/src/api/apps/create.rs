//! `POST /api/apps`

use axum::Json;
use axum::extract::State;
use fp_contract::app::{App, AppCreate};
use fp_contract::error::ErrorBody;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};

/// Create an app and deploy it, or store it as a draft
///
/// With `deploy` false the code is stored as it is, finished or not.
#[utoipa::path(
    post,
    path = "/api/apps",
    tag = "apps",
    security(("bearer" = ["apps:write"])),
    request_body = AppCreate,
    responses(
        (status = 200, body = App),
        (status = 400, description = "The request makes no sense, or the code may not be deployed (`VALIDATION_FAILED`)", body = ErrorBody),
    )
)]
pub(super) async fn create(
    session: Session,
    State(platform): State<Platform>,
    Body(request): Body<AppCreate>,
) -> Result<Json<App>, ApiError> {
    Ok(Json(apps::create(&platform, session.id(), request).await?))
}

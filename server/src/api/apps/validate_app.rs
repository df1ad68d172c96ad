//! `POST /api/apps/{app_id}/validate`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::validation::{ValidateReply, ValidateRequest};

use crate::api::body::OptionalBody;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Check an app's draft, with the files given laid over it
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/validate",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path)),
    request_body = ValidateRequest,
    responses(
        (status = 200, body = ValidateReply),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn validate_app(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    OptionalBody(request): OptionalBody<ValidateRequest>,
) -> Result<Json<ValidateReply>, ApiError> {
    let reply = apps::validate_app(&platform, session.id(), &app_id, request).await?;
    Ok(Json(reply))
}

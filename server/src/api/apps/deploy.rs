//! `POST /api/apps/{app_id}/deploy`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::{DeployReply, DeployRequest};
use fp_contract::error::ErrorBody;

use crate::api::body::OptionalBody;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Make these files, or the draft, live
///
/// Answers as soon as the deployment is recorded; from then on it goes on by itself and can be followed by its identifier.
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/deploy",
    tag = "apps",
    security(("bearer" = ["deploy"])),
    params(("app_id" = String, Path)),
    request_body = DeployRequest,
    responses(
        (status = 200, body = DeployReply),
        (status = 400, description = "The request makes no sense, or the code may not be deployed (`VALIDATION_FAILED`)", body = ErrorBody),
        (status = 409, description = "The draft was saved elsewhere in the meantime (`DRAFT_CONFLICT`)", body = ErrorBody),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn deploy(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    OptionalBody(request): OptionalBody<DeployRequest>,
) -> Result<Json<DeployReply>, ApiError> {
    Ok(Json(
        apps::deploy(&platform, session.id(), &app_id, request).await?,
    ))
}

//! `POST /api/apps/validate`

use axum::Json;
use axum::extract::State;
use fp_contract::validation::{ValidateReply, ValidateRequest};

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};

/// Check code without storing it
///
/// Always 200; `valid` says whether it could be deployed.
#[utoipa::path(
    post,
    path = "/api/apps/validate",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    request_body = ValidateRequest,
    responses(
        (status = 200, body = ValidateReply),
    )
)]
pub(super) async fn validate(
    _: Session,
    State(platform): State<Platform>,
    Body(request): Body<ValidateRequest>,
) -> Result<Json<ValidateReply>, ApiError> {
    Ok(Json(apps::validate(&platform, request).await?))
}

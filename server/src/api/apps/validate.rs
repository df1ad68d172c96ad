//! `POST /api/apps/validate`

use axum::Json;
use fp_contract::validation::{ValidateReply, ValidateRequest};

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::apps;

/// Check code without storing it
///
/// Always 200; `valid` says whether it could be deployed.
#[utoipa::path(
    post,
    path = "/api/apps/validate",
    tag = "apps",
    security(("bearer" = [])),
    request_body = ValidateRequest,
    responses(
        (status = 200, body = ValidateReply),
    )
)]
pub(super) async fn validate(
    _: Session,
    Body(request): Body<ValidateRequest>,
) -> Result<Json<ValidateReply>, ApiError> {
    Ok(Json(apps::validate(request).await?))
}

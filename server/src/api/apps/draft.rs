//! `PUT /api/apps/{app_id}/draft`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::{AppDetail, DraftUpdate};
use fp_contract::error::ErrorBody;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Save the draft
///
/// With `validate` false unfinished code is kept too.
#[utoipa::path(
    put,
    path = "/api/apps/{app_id}/draft",
    tag = "apps",
    security(("bearer" = ["deploy"])),
    params(("app_id" = String, Path)),
    request_body = DraftUpdate,
    responses(
        (status = 200, body = AppDetail),
        (status = 400, description = "The request makes no sense, or the code may not be deployed (`VALIDATION_FAILED`)", body = ErrorBody),
        (status = 409, description = "The draft was saved elsewhere in the meantime (`DRAFT_CONFLICT`)", body = ErrorBody),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn save_draft(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    Body(request): Body<DraftUpdate>,
) -> Result<Json<AppDetail>, ApiError> {
    Ok(Json(
        apps::save_draft(&platform, session.id(), &app_id, request).await?,
    ))
}

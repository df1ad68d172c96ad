//! `PUT /api/apps/{app_id}/revisions/{revision}/label`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::Done;
use fp_contract::error::ErrorBody;
use fp_contract::revision::LabelUpdate;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Name a revision, or take its name away
#[utoipa::path(
    put,
    path = "/api/apps/{app_id}/revisions/{revision}/label",
    tag = "apps",
    security(("bearer" = ["apps:write"])),
    params(("app_id" = String, Path), ("revision" = String, Path, description = "64 hex digits")),
    request_body = LabelUpdate,
    responses(
        (status = 200, body = Done),
        (status = 404, description = "There is no such app, or it never had this revision", body = ErrorBody),
    )
)]
pub(super) async fn label(
    session: Session,
    State(platform): State<Platform>,
    Path((app_id, revision)): Path<(AppId, String)>,
    Body(request): Body<LabelUpdate>,
) -> Result<Json<Done>, ApiError> {
    apps::label(
        &platform,
        session.id(),
        &app_id,
        &revision,
        request.label.as_deref(),
    )
    .await?;
    Ok(Json(Done {
        success: true,
        message: None,
    }))
}

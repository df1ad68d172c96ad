//! `POST /api/templates/{template_id}/unhide`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::Done;
use fp_contract::error::PlainErrorBody;

use super::in_words;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, templates};

/// Put a hidden template back into one's list
///
/// One that is not hidden stays where it is.
#[utoipa::path(
    post,
    path = "/api/templates/{template_id}/unhide",
    tag = "templates",
    security(("bearer" = ["templates:write"])),
    params(("template_id" = String, Path)),
    responses(
        (status = 200, body = Done),
        (status = 403, description = "The template is somebody else's", body = PlainErrorBody),
        (status = 404, description = "There is no such template", body = PlainErrorBody),
    )
)]
pub(super) async fn unhide(
    session: Session,
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<Done>, ApiError> {
    let done = templates::unhide(&platform, session.id(), &id).await;
    done.map_err(in_words)?;
    Ok(Json(Done {
        success: true,
        message: None,
    }))
}

//! `DELETE /api/templates/{template_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::PlainErrorBody;
use fp_contract::template::TemplateDeleted;

use super::in_words;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, templates};

/// Remove a template of one's own
#[utoipa::path(
    delete,
    path = "/api/templates/{template_id}",
    tag = "templates",
    security(("bearer" = ["templates:write"])),
    params(("template_id" = String, Path)),
    responses(
        (status = 200, body = TemplateDeleted),
        (status = 403, description = "The template is everybody's or somebody else's", body = PlainErrorBody),
        (status = 404, description = "There is no such template", body = PlainErrorBody),
    )
)]
pub(super) async fn delete(
    session: Session,
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<TemplateDeleted>, ApiError> {
    let removed = templates::delete(&platform, session.id(), &id).await;
    removed.map_err(in_words)?;
    Ok(Json(TemplateDeleted {
        success: true,
        deleted_id: id,
    }))
}

//! `DELETE /api/admin/templates/{template_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::PlainErrorBody;
use fp_contract::template::TemplateDeleted;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::api::templates::in_words;
use crate::platform::{Platform, templates};

/// Remove any template
///
/// A built-in one stays removed.
#[utoipa::path(
    delete,
    path = "/api/admin/templates/{template_id}",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("template_id" = String, Path)),
    responses(
        (status = 200, body = TemplateDeleted),
        (status = 404, description = "There is no such template", body = PlainErrorBody),
    )
)]
pub(super) async fn delete_template(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<TemplateDeleted>, ApiError> {
    let removed = templates::delete_any(&platform, &session.actor(), &id).await;
    removed.map_err(in_words)?;
    Ok(Json(TemplateDeleted {
        success: true,
        deleted_id: id,
    }))
}

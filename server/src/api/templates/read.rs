//! `GET /api/templates/{template_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::PlainErrorBody;
use fp_contract::template::Template;

use super::in_words;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, templates};

/// Read one template
#[utoipa::path(
    get,
    path = "/api/templates/{template_id}",
    tag = "templates",
    security(("bearer" = ["templates:read"])),
    params(("template_id" = String, Path)),
    responses(
        (status = 200, body = Template),
        (status = 403, description = "The template is somebody else's", body = PlainErrorBody),
        (status = 404, description = "There is no such template", body = PlainErrorBody),
    )
)]
pub(super) async fn read(
    session: Session,
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<Template>, ApiError> {
    let template = templates::read(&platform, session.id(), &id).await;
    template.map(Json).map_err(in_words)
}

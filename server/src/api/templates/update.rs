//! `PUT /api/templates/{template_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::PlainErrorBody;
use fp_contract::template::{Template, TemplateUpdate};

use super::in_words;
use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, templates};

/// Change a template of one's own
#[utoipa::path(
    put,
    path = "/api/templates/{template_id}",
    tag = "templates",
    security(("bearer" = ["templates:write"])),
    params(("template_id" = String, Path)),
    request_body = TemplateUpdate,
    responses(
        (status = 200, body = Template),
        (status = 400, description = "Nothing is to be changed, or the template could not be used any more", body = PlainErrorBody),
        (status = 403, description = "The template is everybody's or somebody else's", body = PlainErrorBody),
        (status = 404, description = "There is no such template", body = PlainErrorBody),
    )
)]
pub(super) async fn update(
    session: Session,
    State(platform): State<Platform>,
    Path(id): Path<String>,
    Body(change): Body<TemplateUpdate>,
) -> Result<Json<Template>, ApiError> {
    let template = templates::update(&platform, session.id(), &id, change).await;
    template.map(Json).map_err(in_words)
}

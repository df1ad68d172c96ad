//! `PUT /api/admin/templates/{template_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::PlainErrorBody;
use fp_contract::template::{Template, TemplateAdminUpdate};

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::api::templates::in_words;
use crate::platform::{Platform, templates};

/// Change or hide any template
///
/// A built-in one stays changed across restarts and new versions of the server.
#[utoipa::path(
    put,
    path = "/api/admin/templates/{template_id}",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("template_id" = String, Path)),
    request_body = TemplateAdminUpdate,
    responses(
        (status = 200, body = Template),
        (status = 400, description = "Nothing is to be changed, or the template could not be used any more", body = PlainErrorBody),
        (status = 404, description = "There is no such template", body = PlainErrorBody),
    )
)]
pub(super) async fn update_template(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(id): Path<String>,
    Body(request): Body<TemplateAdminUpdate>,
) -> Result<Json<Template>, ApiError> {
    let template = templates::update_any(&platform, &session.actor(), &id, request).await;
    template.map(Json).map_err(in_words)
}

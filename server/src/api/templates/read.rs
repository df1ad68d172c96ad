//! `GET /api/templates/{template_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::PlainErrorBody;
use fp_contract::template::Template;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::templates::Templates;

/// Read one starter app
#[utoipa::path(
    get,
    path = "/api/templates/{template_id}",
    tag = "templates",
    security(("bearer" = [])),
    params(("template_id" = String, Path)),
    responses(
        (status = 200, body = Template),
        (status = 404, description = "There is no such template", body = PlainErrorBody),
    )
)]
pub(super) async fn read(
    _: Session,
    State(templates): State<Templates>,
    Path(id): Path<String>,
) -> Result<Json<Template>, ApiError> {
    let template = templates.find(&id);
    template
        .map(|template| Json(template.clone()))
        .map_err(|error| ApiError::from(error).without_code())
}

//! `POST /api/templates`

use axum::Json;
use axum::extract::State;
use fp_contract::error::PlainErrorBody;
use fp_contract::template::{Template, TemplateCreate};

use super::in_words;
use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, templates};

/// Keep a template of one's own
///
/// Its code must be fit to be deployed: it is checked as an app's is.
#[utoipa::path(
    post,
    path = "/api/templates",
    tag = "templates",
    security(("bearer" = ["templates:write"])),
    request_body = TemplateCreate,
    responses(
        (status = 200, body = Template),
        (status = 400, description = "The template cannot be used, its name is taken, or there are as many as there may be", body = PlainErrorBody),
    )
)]
pub(super) async fn create(
    session: Session,
    State(platform): State<Platform>,
    Body(request): Body<TemplateCreate>,
) -> Result<Json<Template>, ApiError> {
    let template = templates::create(&platform, &session.user, request).await;
    template.map(Json).map_err(in_words)
}

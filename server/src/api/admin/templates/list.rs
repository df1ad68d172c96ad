//! `GET /api/admin/templates`

use axum::Json;
use axum::extract::State;
use fp_contract::template::Template;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::api::templates::in_words;
use crate::platform::{Platform, templates};

/// List all templates, hidden ones and users' own included
///
/// At most 500: everybody's, simplest first, and then those of users, newest first.
#[utoipa::path(
    get,
    path = "/api/admin/templates",
    tag = "admin",
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, body = Vec<Template>),
    )
)]
pub(super) async fn list_templates(
    _: Operator,
    State(platform): State<Platform>,
) -> Result<Json<Vec<Template>>, ApiError> {
    let templates = templates::list_all(&platform).await;
    templates.map(Json).map_err(in_words)
}

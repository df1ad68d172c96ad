//! `GET /api/templates`

use axum::Json;
use axum::extract::State;
use fp_contract::template::Template;
use serde::Deserialize;
use utoipa::IntoParams;

use super::in_words;
use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, templates};

/// Which templates to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Those that were hidden instead of the others.
    #[serde(default)]
    #[param(default = false)]
    hidden: bool,
}

/// List the templates to begin with
///
/// Everybody's, simplest first, and then one's own, newest first. What an operator hid is not listed.
#[utoipa::path(
    get,
    path = "/api/templates",
    tag = "templates",
    security(("bearer" = ["templates:read"])),
    params(Which),
    responses(
        (status = 200, body = Vec<Template>),
    )
)]
pub(super) async fn list(
    session: Session,
    State(platform): State<Platform>,
    Parameters(which): Parameters<Which>,
) -> Result<Json<Vec<Template>>, ApiError> {
    let templates = templates::list(&platform, &session.user, which.hidden).await;
    templates.map(Json).map_err(in_words)
}

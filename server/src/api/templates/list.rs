//! `GET /api/templates`

use axum::Json;
use axum::extract::State;
use fp_contract::error::PlainErrorBody;
use fp_contract::template::Template;

use crate::api::session::Session;
use crate::platform::templates::Templates;

/// List the starter apps, simplest first
#[utoipa::path(
    get,
    path = "/api/templates",
    tag = "templates",
    security(("bearer" = [])),
    responses(
        (status = 200, body = Vec<Template>),
        (status = 401, description = "The token is not valid", body = PlainErrorBody),
    )
)]
pub(super) async fn list(_: Session, State(templates): State<Templates>) -> Json<Vec<Template>> {
    Json(templates.list().to_vec())
}

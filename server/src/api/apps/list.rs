//! `GET /api/apps`

use axum::Json;
use axum::extract::State;
use fp_contract::app::App;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};

/// List all apps of the signed-in user, oldest first
#[utoipa::path(
    get,
    path = "/api/apps",
    tag = "apps",
    security(("bearer" = [])),
    responses(
        (status = 200, body = Vec<App>),
    )
)]
pub(super) async fn list(
    session: Session,
    State(platform): State<Platform>,
) -> Result<Json<Vec<App>>, ApiError> {
    Ok(Json(apps::list(&platform, session.id()).await?))
}

//! `GET /api/databases`

use axum::Json;
use axum::extract::State;
use fp_contract::database::DatabaseList;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// List all databases of the signed-in user, oldest first
/// Without a server for databases the list says so in `unavailable_reason`, and sizes are 0.
#[utoipa::path(
    get,
    path = "/api/databases",
    tag = "databases",
    security(("bearer" = ["databases:read"])),
    responses(
        (status = 200, body = DatabaseList),
    )
)]
pub(super) async fn list(
    session: Session,
    State(platform): State<Platform>,
) -> Result<Json<DatabaseList>, ApiError> {
    Ok(Json(databases::list(&platform, session.id()).await?))
}

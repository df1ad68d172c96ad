//! `DELETE /api/databases/{database_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app::Done;
use fp_contract::error::ErrorBody;
use serde_json::Value;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, audit, databases};

/// Drop a database with everything in it
#[utoipa::path(
    delete,
    path = "/api/databases/{database_id}",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    params(("database_id" = String, Path)),
    responses(
        (status = 200, body = Done),
        (status = 400, description = "It is the default or the last one (`CANNOT_DELETE`), or apps use it (`DATABASE_IN_USE`)", body = ErrorBody),
        (status = 404, description = "There is no such database", body = ErrorBody),
        (status = 503, description = "There is no database server, or it does not answer (`DATABASE_UNAVAILABLE`)", body = ErrorBody),
    )
)]
pub(super) async fn delete(
    session: Session,
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<Done>, ApiError> {
    databases::delete(&platform, session.id(), &id).await?;
    audit::record(
        &platform,
        &session.actor(),
        "database.delete",
        Some(&id),
        Value::Null,
    )
    .await;
    Ok(Json(Done {
        success: true,
        message: Some("Database deleted".to_owned()),
    }))
}

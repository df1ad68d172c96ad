//! `POST /api/databases`

use axum::Json;
use axum::extract::State;
use fp_contract::database::{Database, DatabaseCreate};
use fp_contract::error::ErrorBody;
use serde_json::json;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, audit, databases};

/// Make a database with a login of its own
#[utoipa::path(
    post,
    path = "/api/databases",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    request_body = DatabaseCreate,
    responses(
        (status = 200, body = Database),
        (status = 400, description = "Another one has this name (`DUPLICATE_NAME`), or there are as many as are allowed (`LIMIT_REACHED`)", body = ErrorBody),
        (status = 500, description = "It could not be made, and nothing is left of it (`DB_CREATE_FAILED`)", body = ErrorBody),
        (status = 503, description = "There is no database server, or it does not answer (`DATABASE_UNAVAILABLE`)", body = ErrorBody),
    )
)]
pub(super) async fn create(
    session: Session,
    State(platform): State<Platform>,
    Body(request): Body<DatabaseCreate>,
) -> Result<Json<Database>, ApiError> {
    let database = databases::create(&platform, session.id(), request).await?;
    let details = json!({"name": database.name});
    audit::record(
        &platform,
        &session.actor(),
        "database.create",
        Some(&database.id),
        details,
    )
    .await;
    Ok(Json(database))
}

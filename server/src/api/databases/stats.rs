//! `GET /api/database/stats`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use fp_contract::database::DatabaseStats;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::Platform;
use crate::platform::databases::{self, DatabaseFailure};
use crate::platform::error::Error;

/// Say what is in the default database
#[utoipa::path(
    get,
    path = "/api/database/stats",
    tag = "databases",
    security(("bearer" = ["databases:read"])),
    responses(
        (status = 200, body = DatabaseStats),
        (status = 500, description = "It could not be counted (`DB_STATS_FAILED`)", body = ErrorBody),
        (status = 503, description = "There is no database server, or it does not answer (`DATABASE_UNAVAILABLE`)", body = ErrorBody),
    )
)]
pub(super) async fn stats(
    session: Session,
    State(platform): State<Platform>,
) -> Result<Json<DatabaseStats>, ApiError> {
    let stats = databases::stats(&platform, session.id()).await;
    stats.map(Json).map_err(|error| match error {
        Error::Database(DatabaseFailure::NotCounted(reason)) => ApiError::coded(
            StatusCode::INTERNAL_SERVER_ERROR,
            "DB_STATS_FAILED",
            reason.to_string(),
        ),
        other => other.into(),
    })
}

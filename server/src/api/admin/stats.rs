//! `GET /api/admin/stats`

use axum::Json;
use axum::extract::State;
use fp_contract::stats::PlatformStats;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, stats as figures};

/// Read the platform in figures
#[utoipa::path(
    get,
    path = "/api/admin/stats",
    tag = "admin",
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, body = PlatformStats),
    )
)]
pub(super) async fn stats(
    _: Operator,
    State(platform): State<Platform>,
) -> Result<Json<PlatformStats>, ApiError> {
    Ok(Json(figures::read(&platform).await?))
}

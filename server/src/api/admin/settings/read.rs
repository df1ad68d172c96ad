//! `GET /api/admin/settings`

use axum::Json;
use axum::extract::State;
use fp_contract::settings::PlatformSettings;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, settings};

/// Read the platform's settings
#[utoipa::path(
    get,
    path = "/api/admin/settings",
    tag = "admin",
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, body = PlatformSettings),
    )
)]
pub(super) async fn read_settings(
    _: Operator,
    State(platform): State<Platform>,
) -> Result<Json<PlatformSettings>, ApiError> {
    Ok(Json(settings::read(&platform).await?))
}

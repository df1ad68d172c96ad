//! `PUT /api/admin/settings`

use axum::Json;
use axum::extract::State;
use fp_contract::app::Done;
use fp_contract::error::ErrorBody;
use fp_contract::settings::PlatformSettings;

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, settings};

/// Change the platform's settings
///
/// The imports replace the list in force; `*` stands for the default ones. Apps that run are not touched.
#[utoipa::path(
    put,
    path = "/api/admin/settings",
    tag = "admin",
    security(("bearer" = ["admin"])),
    request_body = PlatformSettings,
    responses(
        (status = 200, body = Done),
        (status = 400, description = "No import would be allowed, or one is no module's name (`INVALID_SETTINGS`)", body = ErrorBody),
    )
)]
pub(super) async fn update_settings(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Body(request): Body<PlatformSettings>,
) -> Result<Json<Done>, ApiError> {
    settings::update(&platform, &session.actor(), request).await?;
    Ok(Json(Done {
        success: true,
        message: None,
    }))
}

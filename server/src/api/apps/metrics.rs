//! `GET /api/apps/{app_id}/metrics`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::metrics::MetricsReply;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// The hours that are kept.
const MAX_HOURS: u32 = 24;

/// How far back to look.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Period {
    /// The last so many hours; 1 to 24.
    #[serde(default = "default_hours")]
    #[param(default = 24)]
    hours: u32,
}

fn default_hours() -> u32 {
    MAX_HOURS
}

/// Count the requests of an app and their times
///
/// To the minute; a `WebSocket` counts as a request, and not as a time.
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/metrics",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path), Period),
    responses(
        (status = 200, body = MetricsReply),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn metrics(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    Parameters(period): Parameters<Period>,
) -> Result<Json<MetricsReply>, ApiError> {
    let hours = period.hours.clamp(1, MAX_HOURS);
    Ok(Json(
        apps::metrics(&platform, session.id(), &app_id, hours).await?,
    ))
}

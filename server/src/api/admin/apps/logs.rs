//! `GET /api/admin/apps/{app_id}/logs`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::log::LogReply;

use crate::api::apps::Lines;
use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, all_apps};
use crate::store::AppId;

/// Read the last lines of the log of an app of anybody
///
/// It is audited.
#[utoipa::path(
    get,
    path = "/api/admin/apps/{app_id}/logs",

    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("app_id" = String, Path), Lines),
    responses(
        (status = 200, body = LogReply),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn app_logs(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    Parameters(lines): Parameters<Lines>,
) -> Result<Json<LogReply>, ApiError> {
    Ok(Json(
        all_apps::logs(&platform, &session.actor(), &app_id, lines.query()?).await?,
    ))
}

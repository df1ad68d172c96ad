//! `GET /api/apps/{app_id}/logs`

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::log::LogReply;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::Platform;
use crate::platform::apps::{self, LogQuery};
use crate::store::AppId;

/// Most lines in one answer.
const MAX_LINES: usize = 10_000;

/// Which lines to read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Lines {
    /// At most so many; 1 to 10,000.
    #[serde(default = "default_lines")]
    #[param(default = 100, minimum = 1, maximum = 10_000)]
    tail_lines: usize,
    /// Only lines of the last so many seconds.
    since_seconds: Option<u64>,
}

impl Lines {
    /// The same for the platform; how many is bounded.
    pub(in crate::api) fn query(&self) -> Result<LogQuery, ApiError> {
        if !(1..=MAX_LINES).contains(&self.tail_lines) {
            let message = format!("at least 1 and at most {MAX_LINES}");
            return Err(ApiError::field(&["query", "tail_lines"], &message, "value_error"));
        }
        Ok(LogQuery {
            lines: self.tail_lines,
            since: self.since_seconds.map(Duration::from_secs),
        })
    }
}

fn default_lines() -> usize {
    100
}

/// Read the last lines of an app's log
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/logs",
    tag = "apps",
    security(("bearer" = ["logs:read"])),
    params(("app_id" = String, Path), Lines),
    responses(
        (status = 200, body = LogReply),
        (status = 404, description = "There is no such app", body = ErrorBody),
        (status = 422, description = "`tail_lines` is out of bounds"),
    )
)]
pub(super) async fn logs(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    Parameters(lines): Parameters<Lines>,
) -> Result<Json<LogReply>, ApiError> {
    Ok(Json(
        apps::tail_logs(&platform, session.id(), &app_id, lines.query()?).await?,
    ))
}

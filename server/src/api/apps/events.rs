//! `GET /api/apps/{app_id}/events`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::app_event::EventsReply;
use fp_contract::error::ErrorBody;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Most items in one answer.
const MAX_LIMIT: usize = 500;

/// How many to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Page {
    /// At most so many; 1 to 500.
    #[serde(default = "default_limit")]
    #[param(default = 50)]
    limit: usize,
}

fn default_limit() -> usize {
    50
}

/// List what happened to an app, newest first
///
/// Deployments with their stages, instances that started and ended, and what its owner asked for.
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/events",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path), Page),
    responses(
        (status = 200, body = EventsReply),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn events(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    Parameters(page): Parameters<Page>,
) -> Result<Json<EventsReply>, ApiError> {
    let limit = page.limit.clamp(1, MAX_LIMIT);
    Ok(Json(apps::events(&platform, session.id(), &app_id, limit).await?))
}

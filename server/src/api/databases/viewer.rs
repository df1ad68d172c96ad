//! `POST /api/databases/{database_id}/viewer`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::database::Viewer;
use fp_contract::error::ErrorBody;

use super::viewer_error;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// Start the viewer for one database
///
/// It shows this one alone from here on, with another password at every call.
#[utoipa::path(
    post,
    path = "/api/databases/{database_id}/viewer",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    params(("database_id" = String, Path)),
    responses(
        (status = 200, body = Viewer),
        (status = 404, description = "There is no such database", body = ErrorBody),
        (status = 500, description = "The viewer did not start, or this server runs none; the message says why and what does the same (`VIEWER_LAUNCH_FAILED`)", body = ErrorBody),
    )
)]
pub(super) async fn viewer(
    session: Session,
    State(platform): State<Platform>,
    Path(id): Path<String>,
) -> Result<Json<Viewer>, ApiError> {
    let viewer = databases::launch_viewer(&platform, session.id(), Some(&id)).await;
    viewer
        .map(Json)
        .map_err(|error| viewer_error(error, "VIEWER_LAUNCH_FAILED"))
}

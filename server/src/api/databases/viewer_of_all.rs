//! `POST /api/databases/viewer`

use axum::Json;
use axum::extract::State;
use fp_contract::database::Viewer;
use fp_contract::error::ErrorBody;

use super::viewer_error;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// Start a viewer for all databases
#[utoipa::path(
    post,
    path = "/api/databases/viewer",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    responses(
        (status = 200, body = Viewer),
        (status = 500, description = "This server runs no viewer; the message says what does the same (`VIEWER_LAUNCH_FAILED`)", body = ErrorBody),
    )
)]
pub(super) async fn viewer_of_all(
    session: Session,
    State(platform): State<Platform>,
) -> Result<Json<Viewer>, ApiError> {
    let viewer = databases::launch_viewer(&platform, session.id(), None).await;
    viewer
        .map(Json)
        .map_err(|error| viewer_error(error, "VIEWER_LAUNCH_FAILED"))
}

//! `POST /api/viewer/rotate`

use axum::Json;
use axum::extract::State;
use fp_contract::database::Viewer;
use fp_contract::error::ErrorBody;

use crate::api::databases::viewer_error;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// Give the viewer another password
///
/// It shows all databases afterwards, and only this password counts.
#[utoipa::path(
    post,
    path = "/api/viewer/rotate",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    responses(
        (status = 200, body = Viewer),
        (status = 500, description = "The viewer did not start, or this server runs none; the message says why and what does the same (`VIEWER_ROTATE_FAILED`)", body = ErrorBody),
    )
)]
pub(super) async fn rotate(
    session: Session,
    State(platform): State<Platform>,
) -> Result<Json<Viewer>, ApiError> {
    let viewer = databases::rotate_viewer(&platform, session.id()).await;
    viewer
        .map(Json)
        .map_err(|error| viewer_error(error, "VIEWER_ROTATE_FAILED"))
}

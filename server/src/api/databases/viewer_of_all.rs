//! `POST /api/databases/viewer`

use axum::Json;
use axum::extract::State;
use fp_contract::database::Viewer;
use fp_contract::error::ErrorBody;

use super::viewer_error;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// Start the viewer for all databases
///
/// Every call gives it another password. There is one viewer for an account: the last call of this, of
/// `POST /api/databases/{database_id}/viewer` or of `POST /api/viewer/rotate` counts.
#[utoipa::path(
    post,
    path = "/api/databases/viewer",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    responses(
        (status = 200, body = Viewer),
        (status = 400, description = "There are no databases to show (`NO_DATABASES`)", body = ErrorBody),
        (status = 500, description = "The viewer did not start, or this server runs none; the message says why and what does the same (`VIEWER_LAUNCH_FAILED`)", body = ErrorBody),
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

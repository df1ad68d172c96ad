//! `POST /api/viewer`

use axum::Json;
use axum::extract::State;
use fp_contract::database::Viewer;
use fp_contract::error::ErrorBody;

use crate::api::databases::viewer_error;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, databases};

/// Open the viewer of all databases
///
/// The first call starts it and tells its password, once; later calls keep it from expiring. It is the same viewer as that of
/// `POST /api/databases/viewer`: the name and password of the call that told one last count.
#[utoipa::path(
    post,
    path = "/api/viewer",
    tag = "databases",
    security(("bearer" = ["databases:write"])),
    responses(
        (status = 200, body = Viewer),
        (status = 500, description = "The viewer did not start, or this server runs none; the message says why and what does the same (`VIEWER_CREATE_FAILED`)", body = ErrorBody),
    )
)]
pub(super) async fn launch(
    session: Session,
    State(platform): State<Platform>,
) -> Result<Json<Viewer>, ApiError> {
    let viewer = databases::open_viewer(&platform, session.id()).await;
    viewer
        .map(Json)
        .map_err(|error| viewer_error(error, "VIEWER_CREATE_FAILED"))
}

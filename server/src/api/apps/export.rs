//! `GET /api/apps/{app_id}/export`

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use fp_contract::error::ErrorBody;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// What goes into the archive.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Choices {
    /// Whether the values of variables are part of it.
    #[serde(default)]
    with_env: bool,
}

/// Export an app as one archive
///
/// A `.zip` with the draft's files below `files/` and `fp-app.json`: name, entrypoint, framework, names of variables and
/// secrets. Values of variables are part of it with `with_env`, those of secrets never.
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/export",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path), Choices),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/zip", description = "The archive"),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn export(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    Parameters(choices): Parameters<Choices>,
) -> Result<impl IntoResponse, ApiError> {
    let archive = apps::export(&platform, session.id(), &app_id, choices.with_env).await?;
    // The identifier of an app that was found is plain ASCII.
    let name = format!("attachment; filename=\"fp-app-{app_id}.zip\"");
    Ok((
        [
            (CONTENT_TYPE, "application/zip".to_owned()),
            (CONTENT_DISPOSITION, name),
        ],
        archive,
    ))
}

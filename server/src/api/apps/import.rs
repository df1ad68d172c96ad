//! `POST /api/apps/import`

use axum::Json;
use axum::extract::State;
use fp_contract::app::App;
use fp_contract::error::ErrorBody;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::body::{Parameters, RawBody};
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};

/// What becomes of the app.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Choices {
    /// Whether it is deployed at once; otherwise it is a draft.
    #[serde(default)]
    deploy: bool,
}

/// Create an app from an archive
///
/// An archive as `export` writes it. Variables and secrets whose values it does not have are there, and empty.
#[utoipa::path(
    post,
    path = "/api/apps/import",
    tag = "apps",
    security(("bearer" = ["apps:write"])),
    params(Choices),
    request_body(content = Vec<u8>, content_type = "application/zip"),
    responses(
        (status = 200, body = App),
        (status = 400, description = "The archive cannot be read (`INVALID_ARCHIVE`), the code may not be deployed (`VALIDATION_FAILED`), or there is no room for it (`LIMIT_REACHED`)", body = ErrorBody),
    )
)]
pub(super) async fn import(
    session: Session,
    State(platform): State<Platform>,
    Parameters(choices): Parameters<Choices>,
    RawBody(archive): RawBody,
) -> Result<Json<App>, ApiError> {
    Ok(Json(
        apps::import(&platform, session.id(), archive, choices.deploy).await?,
    ))
}

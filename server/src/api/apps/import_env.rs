//! `POST /api/apps/{app_id}/env/import`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::env_import::{EnvImport, EnvImportReply};
use fp_contract::error::ErrorBody;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::body::{Either, Parameters, TextOrJson};
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// What a text alone does not say.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Choices {
    /// With a text: whether variables that it does not name are removed.
    #[serde(default)]
    replace: bool,
    /// With a text: names that become secrets, separated by commas.
    #[serde(default)]
    secrets: String,
}

impl Choices {
    fn with(self, text: String) -> EnvImport {
        let names = self.secrets.split(',').map(str::trim);
        EnvImport {
            text,
            replace: self.replace,
            secrets: names.filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        }
    }
}

/// Set variables and secrets from the text of a `.env` file
///
/// As JSON, or as the text itself with what else there is to say in the query string. Quoted values (over several lines
/// too), comments and `export` are understood; nothing is substituted. What is live is deployed anew.
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/env/import",
    tag = "apps",
    security(("bearer" = ["apps:write"])),
    params(("app_id" = String, Path), Choices),
    request_body(content((EnvImport = "application/json"), (String = "text/plain"))),
    responses(
        (status = 200, body = EnvImportReply),
        (status = 422, description = "The text cannot be read, or a name or value cannot be set"),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn import_env(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    Parameters(choices): Parameters<Choices>,
    TextOrJson(body): TextOrJson<EnvImport>,
) -> Result<Json<EnvImportReply>, ApiError> {
    let request = match body {
        Either::Json(request) => request,
        Either::Text(text) => choices.with(text),
    };
    Ok(Json(
        apps::import_env(&platform, session.id(), &app_id, request).await?,
    ))
}

//! `GET /api/apps`

mod whole;

use axum::extract::{OriginalUri, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use fp_contract::app::App;
use fp_contract::error::ErrorBody;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::page::{PageParameters, cut, with_one_more};
use crate::api::session::Session;
use crate::platform::{Platform, apps};
pub(super) use whole::WholeLists;

/// Clients of the existing platform ask for everything.
const DEFAULT_LIMIT: u32 = u32::MAX;

/// List the apps of the signed-in user, oldest first
///
/// All of them, unless `limit` says otherwise.
#[utoipa::path(
    get,
    path = "/api/apps",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(PageParameters),
    responses(
        (status = 200, body = Vec<App>, headers(("link" = String, description = "The next part, `rel=\"next\"`"))),
        (status = 400, description = "`after` names no app of the user", body = ErrorBody),
        (status = 422, description = "`limit` is out of bounds"),
    )
)]
pub(super) async fn list(
    session: Session,
    State(platform): State<Platform>,
    Extension(whole_lists): Extension<WholeLists>,
    OriginalUri(uri): OriginalUri,
    Parameters(parameters): Parameters<PageParameters>,
) -> Result<Response, ApiError> {
    if parameters.ask_for_all() {
        return Ok(whole_lists.of(&platform, session.id()).await?.into_response());
    }
    let page = parameters.page(DEFAULT_LIMIT)?;
    let mut apps = apps::list_part(&platform, session.id(), &with_one_more(&page)).await?;
    let next = cut(&mut apps, &page, &uri, |app| &app.app_id);
    Ok((next, Json(apps)).into_response())
}

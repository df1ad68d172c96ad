//! `GET /api/apps/trash`

use axum::Json;
use axum::extract::{OriginalUri, State};
use fp_contract::trash::TrashedApp;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::page::{MAX_LIMIT, Next, PageParameters, cut, with_one_more};
use crate::api::session::Session;
use crate::platform::{Platform, apps};

/// List the deleted apps that can still be restored, the newest app first
#[utoipa::path(
    get,
    path = "/api/apps/trash",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(PageParameters),
    responses(
        (status = 200, body = Vec<TrashedApp>, headers(("link" = String, description = "The next part, `rel=\"next\"`"))),
        (status = 422, description = "`limit` is out of bounds"),
    )
)]
pub(super) async fn trash(
    session: Session,
    State(platform): State<Platform>,
    OriginalUri(uri): OriginalUri,
    Parameters(parameters): Parameters<PageParameters>,
) -> Result<(Option<Next>, Json<Vec<TrashedApp>>), ApiError> {
    let page = parameters.page(MAX_LIMIT)?;
    let mut trashed = apps::trashed(&platform, session.id(), &with_one_more(&page)).await?;
    let next = cut(&mut trashed, &page, &uri, |trashed| &trashed.app.app_id);
    Ok((next, Json(trashed)))
}

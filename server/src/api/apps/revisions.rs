//! `GET /api/apps/{app_id}/revisions`

use axum::Json;
use axum::extract::{OriginalUri, Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::revision::RevisionList;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::page::{MAX_LIMIT, Next, PageParameters, cut, with_one_more};
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// List the revisions an app had deployed, the one deployed last first
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/revisions",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path), PageParameters),
    responses(
        (status = 200, body = RevisionList, headers(("link" = String, description = "The next part, `rel=\"next\"`"))),
        (status = 404, description = "There is no such app", body = ErrorBody),
        (status = 422, description = "`limit` is out of bounds"),
    )
)]
pub(super) async fn revisions(
    session: Session,
    State(platform): State<Platform>,
    OriginalUri(uri): OriginalUri,
    Path(app_id): Path<AppId>,
    Parameters(parameters): Parameters<PageParameters>,
) -> Result<(Option<Next>, Json<RevisionList>), ApiError> {
    let page = parameters.page(MAX_LIMIT)?;
    let mut revisions = apps::revisions(&platform, session.id(), &app_id, &with_one_more(&page)).await?;
    let next = cut(&mut revisions, &page, &uri, |revision| &revision.revision);
    Ok((
        next,
        Json(RevisionList {
            app_id: app_id.0,
            revisions,
        }),
    ))
}

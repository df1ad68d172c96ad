//! `GET /api/apps/{app_id}/deployments`

use axum::Json;
use axum::extract::{OriginalUri, Path, State};
use fp_contract::deployment::DeploymentList;
use fp_contract::error::ErrorBody;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::page::{Next, PageParameters, cut, with_one_more};
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// How many are answered when the request does not say.
const DEFAULT_LIMIT: u32 = 50;

/// List the deployments of an app, newest first
///
/// Fifty, unless `limit` says otherwise.
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/deployments",
    tag = "apps",
    security(("bearer" = ["apps:read"])),
    params(("app_id" = String, Path), PageParameters),
    responses(
        (status = 200, body = DeploymentList, headers(("link" = String, description = "The next part, `rel=\"next\"`"))),
        (status = 404, description = "There is no such app", body = ErrorBody),
        (status = 422, description = "`limit` is out of bounds"),
    )
)]
pub(super) async fn deployments(
    session: Session,
    State(platform): State<Platform>,
    OriginalUri(uri): OriginalUri,
    Path(app_id): Path<AppId>,
    Parameters(parameters): Parameters<PageParameters>,
) -> Result<(Option<Next>, Json<DeploymentList>), ApiError> {
    let page = parameters.page(DEFAULT_LIMIT)?;
    let mut deployments = apps::deployments(&platform, session.id(), &app_id, &with_one_more(&page)).await?;
    let next = cut(&mut deployments, &page, &uri, |deployment| &deployment.id);
    Ok((
        next,
        Json(DeploymentList {
            app_id: app_id.0,
            deployments,
        }),
    ))
}

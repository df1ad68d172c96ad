//! `GET /api/admin/users`

use axum::Json;
use axum::extract::{OriginalUri, State};
use fp_contract::managed_user::ManagedUser;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::page::{Next, PageParameters, cut, with_one_more};
use crate::api::session::Operator;
use crate::platform::{Platform, users};

/// List all accounts, newest first
///
/// All of them, unless `limit` says otherwise.
#[utoipa::path(
    get,
    path = "/api/admin/users",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(PageParameters),
    responses(
        (status = 200, body = Vec<ManagedUser>, headers(("link" = String, description = "The next part, `rel=\"next\"`"))),
        (status = 422, description = "`limit` is out of bounds"),
    )
)]
pub(super) async fn list(
    _: Operator,
    State(platform): State<Platform>,
    OriginalUri(uri): OriginalUri,
    Parameters(parameters): Parameters<PageParameters>,
) -> Result<(Option<Next>, Json<Vec<ManagedUser>>), ApiError> {
    let page = parameters.page(u32::MAX - 1)?;
    let mut users = users::list(&platform, &with_one_more(&page)).await?;
    let next = cut(&mut users, &page, &uri, |user| &user.user.id);
    Ok((next, Json(users)))
}

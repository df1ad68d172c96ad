//! `GET /api/admin/apps`

use axum::Json;
use axum::extract::{OriginalUri, State};
use fp_contract::admin_app::OwnedApp;
use fp_contract::app::Status;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::page::{MAX_LIMIT, Next, PageParameters, cut, with_one_more};
use crate::api::session::Operator;
use crate::platform::Platform;
use crate::platform::all_apps::{self, Wanted};
use crate::store::UserId;

/// Which apps are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Identifier of the owner.
    user: Option<String>,
    /// The status; apps in the trash are listed only with `deleted`.
    #[param(inline)]
    status: Option<Status>,
    /// Part of the name, the identifier or the owner's name.
    text: Option<String>,
}

/// List everybody's apps, newest first
#[utoipa::path(
    get,
    path = "/api/admin/apps",

    tag = "admin",
    security(("bearer" = ["admin"])),
    params(Filter, PageParameters),
    responses(
        (status = 200, body = Vec<OwnedApp>, headers(("link" = String, description = "The next part, `rel=\"next\"`"))),
        (status = 422, description = "`limit` is out of bounds, or there is no such status"),
    )
)]
pub(super) async fn list_apps(
    _operator: Operator,
    State(platform): State<Platform>,
    OriginalUri(uri): OriginalUri,
    Parameters(filter): Parameters<Filter>,
    Parameters(parameters): Parameters<PageParameters>,
) -> Result<(Option<Next>, Json<Vec<OwnedApp>>), ApiError> {
    let page = parameters.page(MAX_LIMIT)?;
    let wanted = Wanted {
        user: filter.user.map(UserId),
        status: filter.status,
        text: filter.text,
    };
    let mut apps = all_apps::list(&platform, &wanted, &with_one_more(&page)).await?;
    let next = cut(&mut apps, &page, &uri, |app| &app.app.app_id);
    Ok((next, Json(apps)))
}

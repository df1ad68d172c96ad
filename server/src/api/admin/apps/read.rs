//! `GET /api/admin/apps/{app_id}`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::admin_app::OwnedAppDetail;
use fp_contract::error::ErrorBody;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, all_apps};
use crate::store::AppId;

/// Read an app of anybody
///
/// With its code and without the values of its variables. It is audited.
#[utoipa::path(
    get,
    path = "/api/admin/apps/{app_id}",

    tag = "admin",
    security(("bearer" = ["admin"])),
    params(("app_id" = String, Path)),
    responses(
        (status = 200, body = OwnedAppDetail),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn read_app(
    Operator(session): Operator,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
) -> Result<Json<OwnedAppDetail>, ApiError> {
    Ok(Json(all_apps::read(&platform, &session.actor(), &app_id).await?))
}

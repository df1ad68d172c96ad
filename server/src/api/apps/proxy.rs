//! `POST /api/apps/{app_id}/proxy`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::error::ErrorBody;
use fp_contract::proxy::{ProxyRequest, ProxyResponse};

use crate::api::body::Body;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Send a test request to an app
#[utoipa::path(
    post,
    path = "/api/apps/{app_id}/proxy",
    tag = "apps",
    security(("bearer" = ["deploy"])),
    params(("app_id" = String, Path)),
    request_body = ProxyRequest,
    responses(
        (status = 200, body = ProxyResponse),
        (status = 400, description = "Nothing answers for the app (`APP_NOT_RUNNING`), or the request cannot be sent", body = ErrorBody),
        (status = 502, description = "The app broke off (`PROXY_ERROR`)", body = ErrorBody),
        (status = 504, description = "The app took longer than 30 seconds (`PROXY_TIMEOUT`)", body = ErrorBody),
        (status = 404, description = "There is no such app", body = ErrorBody),
    )
)]
pub(super) async fn proxy(
    session: Session,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    Body(request): Body<ProxyRequest>,
) -> Result<Json<ProxyResponse>, ApiError> {
    Ok(Json(
        apps::proxy(&platform, session.id(), &app_id, request).await?,
    ))
}

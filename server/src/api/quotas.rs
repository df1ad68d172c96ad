//! `GET /api/quotas`

use axum::Json;
use axum::extract::State;
use fp_contract::quota::QuotaReply;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::ApiError;
use super::session::Session;
use super::state::ApiState;
use crate::platform::{Platform, quotas};

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Read how much the account may have of everything, and how much it has
#[utoipa::path(
    get,
    path = "/api/quotas",
    tag = "auth",
    security(("bearer" = ["account:read"])),
    responses(
        (status = 200, body = QuotaReply),
    )
)]
async fn read(session: Session, State(platform): State<Platform>) -> Result<Json<QuotaReply>, ApiError> {
    Ok(Json(quotas::read(&platform, &session.user).await?))
}

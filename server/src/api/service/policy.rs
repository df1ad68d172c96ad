//! `GET /api/policy`

use axum::Json;
use axum::extract::State;
use fp_contract::policy::Policy;

use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::platform::{Platform, checking};

/// Read by what code is checked
///
/// A client that checks by it finds what the server finds.
#[utoipa::path(
    get,
    path = "/api/policy",
    tag = "service",
    security(("bearer" = ["apps:read"])),
    responses(
        (status = 200, body = Policy),
    )
)]
pub(super) async fn policy(_: Session, State(platform): State<Platform>) -> Result<Json<Policy>, ApiError> {
    let policy = checking::policy(&platform).await?;
    Ok(Json(fp_checking::in_contract(policy)))
}

//! `GET /api/admin/audit`

use axum::Json;
use axum::extract::{OriginalUri, State};
use fp_contract::audit::AuditEntry;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::page::{MAX_LIMIT, Next, PageParameters, cut, with_one_more};
use crate::api::session::Operator;
use crate::platform::{Platform, audit};
use crate::store::AuditFilter;

/// Which entries to read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Identifier of the account that acted.
    actor: Option<String>,
    /// Identifier of what it was done to.
    target: Option<String>,
    /// The word for the act, or its beginning up to a dot: `user` finds `user.suspend`.
    action: Option<String>,
}

/// Read the audit log, newest entries first
///
/// A hundred, unless `limit` says otherwise. Log-ins are in it, failed ones as well, and whatever operators do.
#[utoipa::path(
    get,
    path = "/api/admin/audit",
    tag = "admin",
    security(("bearer" = ["admin"])),
    params(Which, PageParameters),
    responses(
        (status = 200, body = Vec<AuditEntry>, headers(("link" = String, description = "The next part, `rel=\"next\"`"))),
        (status = 422, description = "`limit` is out of bounds"),
    )
)]
pub(super) async fn read_audit(
    _: Operator,
    State(platform): State<Platform>,
    OriginalUri(uri): OriginalUri,
    Parameters(which): Parameters<Which>,
    Parameters(parameters): Parameters<PageParameters>,
) -> Result<(Option<Next>, Json<Vec<AuditEntry>>), ApiError> {
    let filter = AuditFilter {
        actor: which.actor,
        target: which.target,
        action: which.action,
    };
    let page = parameters.page(MAX_LIMIT)?;
    let mut entries = audit::read(&platform, &filter, &with_one_more(&page)).await?;
    let next = cut(&mut entries, &page, &uri, |entry| &entry.id);
    Ok((next, Json(entries)))
}

//! `DELETE /api/admin/runner/rollout`

use axum::Json;
use axum::extract::State;
use fp_contract::error::ErrorBody;
use fp_contract::runner::RunnerRollout;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, runner_rollout};

/// Stop the roll-out of the runner that is under way
///
/// The app whose turn it is stays on the runner it had, and so do those after it. It is audited.
#[utoipa::path(
    delete,
    path = "/api/admin/runner/rollout",
    tag = "admin",
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, body = RunnerRollout),
        (status = 409, description = "None is under way (`ROLLOUT_OVER`)", body = ErrorBody),
    )
)]
pub(super) async fn cancel_runner_rollout(
    Operator(session): Operator,
    State(platform): State<Platform>,
) -> Result<Json<RunnerRollout>, ApiError> {
    Ok(Json(runner_rollout::cancel(&platform, &session.actor()).await?))
}

//! `POST /api/admin/runner/rollout`

use axum::Json;
use axum::extract::State;
use fp_contract::error::ErrorBody;
use fp_contract::runner::RunnerRollout;

use crate::api::error::ApiError;
use crate::api::session::Operator;
use crate::platform::{Platform, runner_rollout};

/// Roll the runner in force out to the apps that are awake
///
/// One after another: each goes on answering on the runner it has until it answers on the new one. The first that does not
/// stays as it was and ends the roll-out. It is audited.
#[utoipa::path(
    post,
    path = "/api/admin/runner/rollout",
    tag = "admin",
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, body = RunnerRollout),
        (status = 409, description = "One is under way (`ROLLOUT_RUNNING`), or apps run without an image here (`NO_RUNNER_IMAGE`)", body = ErrorBody),
    )
)]
pub(super) async fn start_runner_rollout(
    Operator(session): Operator,
    State(platform): State<Platform>,
) -> Result<Json<RunnerRollout>, ApiError> {
    Ok(Json(runner_rollout::start(&platform, &session.actor()).await?))
}

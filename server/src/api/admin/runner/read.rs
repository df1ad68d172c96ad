//! `GET /api/admin/runner`

use axum::Json;
use axum::extract::State;
use fp_contract::runner::RunnerOverview;

use crate::api::session::Operator;
use crate::platform::{Platform, runner_rollout};

/// Read which runner the apps are on, and how its roll-out stands
///
/// An app that is awake keeps its runner until its next deployment, until it has slept, or until a roll-out. Each server answers
/// for the roll-outs that it was asked for since it started.
#[utoipa::path(
    get,
    path = "/api/admin/runner",
    tag = "admin",
    security(("bearer" = ["admin"])),
    responses(
        (status = 200, body = RunnerOverview),
    )
)]
pub(super) async fn read_runner(_: Operator, State(platform): State<Platform>) -> Json<RunnerOverview> {
    Json(runner_rollout::read(&platform))
}

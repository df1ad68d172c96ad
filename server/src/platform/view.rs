//! What clients are shown of an app, derived from the record alone.
//!
//! | record | condition | old status word |
//! |---|---|---|
//! | in the trash | `deleted` | `deleted` |
//! | stopped by its owner | `stopped` | `error`, without a message: nothing answers, and nothing is wrong |
//! | never deployed | `draft` | `deploying`, with `draft` as the stage: older clients cannot make such an app |
//! | newest deployment under way | `deploying` | `deploying` |
//! | live revision ended by itself | `crashed` | `error` |
//! | asleep until somebody asks for it | `asleep` | `running`: a request is answered |
//! | somebody asked for it and it is being started | `waking` | `running` |
//! | live revision not yet seen to answer by this server | `starting` | `deploying` |
//! | newest deployment failed, an older revision answers | `previous` | `running` |
//! | newest deployment failed, nothing answers | `failed` | `error` |
//! | newest deployment answers | `live` | `running` |

use fp_contract::app::{App, Condition, Status, StatusReply};
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure};
use fp_contract::revision::short;

use super::Settings;
use super::rollout::Answering;
use crate::store::{AppRecord, Desired};

/// The app as clients see it.
pub fn app(settings: &Settings, app: &AppRecord, answering: Answering) -> App {
    let condition = condition(app, answering);
    let error = error_message(app, condition);
    App {
        id: app.id.0.clone(),
        app_id: app.id.0.clone(),
        name: app.name.clone(),
        status: status(condition),
        condition,
        created_at: app.created_at,
        last_activity: Some(app.last_activity),
        deployment_url: settings.app_url(&app.id),
        error_message: error.clone(),
        deploy_stage: Some(stage(app, condition).to_owned()),
        last_error: error,
        last_deploy_at: app.latest_deployment.as_ref().map(|latest| latest.created_at),
        live_revision: app.live_revision.clone(),
        latest_deployment: app.latest_deployment.clone(),
        failure: failure(app, condition).cloned(),
        has_unpublished_changes: app.draft_is_unpublished,
        draft_version: app.draft_version,
    }
}

/// The same in the words of the status routes.
pub fn status_reply(app: App) -> StatusReply {
    StatusReply {
        status: app.status,
        condition: app.condition,
        pod_status: pod_status(&app).to_owned(),
        error_message: app.error_message,
        deployment_ready: app.condition == Condition::Live,
        deploy_stage: app.deploy_stage,
        last_error: app.last_error,
        last_deploy_at: app.last_deploy_at,
    }
}

/// What is true of the app, in one word.
pub fn condition(app: &AppRecord, answering: Answering) -> Condition {
    match app.desired {
        Desired::Deleted => return Condition::Deleted,
        Desired::Stopped => return Condition::Stopped,
        Desired::Asleep => return Condition::Asleep,
        Desired::Running => {}
    }
    let Some(latest) = &app.latest_deployment else {
        return Condition::Draft;
    };
    match (latest.status, &app.live_revision) {
        (DeploymentStatus::Running, _) => Condition::Deploying,
        (DeploymentStatus::Superseded, None) => Condition::Draft,
        (_, None) => Condition::Failed,
        (_, Some(_)) if app.failure.is_some() => Condition::Crashed,
        (_, Some(_)) if answering == Answering::Waking => Condition::Waking,
        (_, Some(_)) if answering == Answering::No => Condition::Starting,
        (DeploymentStatus::Live, Some(_)) => Condition::Live,
        (DeploymentStatus::Failed | DeploymentStatus::Superseded, Some(_)) => Condition::Previous,
    }
}

fn status(condition: Condition) -> Status {
    match condition {
        Condition::Draft | Condition::Deploying | Condition::Starting => Status::Deploying,
        Condition::Live | Condition::Previous | Condition::Asleep | Condition::Waking => Status::Running,
        Condition::Failed | Condition::Crashed | Condition::Stopped => Status::Error,
        Condition::Deleted => Status::Deleted,
    }
}

/// The stage under way; without one, the word older clients wait for.
fn stage(app: &AppRecord, condition: Condition) -> &'static str {
    let under_way = app.latest_deployment.as_ref().and_then(Deployment::current_stage);
    match (condition, under_way) {
        (Condition::Deploying, Some(stage)) => stage.as_str(),
        (Condition::Draft, _) => "draft",
        _ => match status(condition) {
            Status::Deploying => "deploying",
            Status::Running => "running",
            Status::Error => "error",
            Status::Deleted => "deleted",
        },
    }
}

fn failure(app: &AppRecord, condition: Condition) -> Option<&Failure> {
    let latest = app
        .latest_deployment
        .as_ref()
        .and_then(|latest| latest.failure.as_ref());
    match condition {
        Condition::Crashed | Condition::Deploying => app.failure.as_ref(),
        Condition::Failed | Condition::Previous => latest.or(app.failure.as_ref()),
        _ => None,
    }
}

fn error_message(app: &AppRecord, condition: Condition) -> Option<String> {
    let reason = in_words(failure(app, condition)?);
    match (condition, &app.latest_deployment, &app.live_revision) {
        (Condition::Previous, Some(latest), Some(live)) => Some(format!(
            "revision {} failed: {reason}; revision {} still answers",
            short(&latest.revision),
            short(live)
        )),
        _ => Some(reason),
    }
}

/// The reason with its place.
fn in_words(failure: &Failure) -> String {
    match (&failure.file, failure.line) {
        (Some(file), Some(line)) => format!("{} ({file}, line {line})", failure.message),
        (Some(file), None) => format!("{} ({file})", failure.message),
        (None, _) => failure.message.clone(),
    }
}

fn pod_status(app: &App) -> &'static str {
    match app.condition {
        Condition::Live | Condition::Previous => "Running",
        Condition::Deploying if app.live_revision.is_some() => "Running",
        Condition::Deploying | Condition::Starting | Condition::Waking | Condition::Crashed => "NotReady",
        _ => "NotFound",
    }
}

#[cfg(test)]
mod tests;

//! An app as clients see it, derived from its record.

use fp_contract::app::{App, Condition, Status};
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure};

use super::Settings;
use crate::store::{AppRecord, Desired};

/// The app as clients see it; `answers` says whether its live revision was seen to answer.
pub fn app(settings: &Settings, record: &AppRecord, answers: bool) -> App {
    let condition = condition(record, answers);
    let failure = failure(record, condition);
    let message = failure.as_ref().map(|failure| failure.message.clone());
    let latest = record.latest_deployment.as_ref();
    App {
        id: record.id.0.clone(),
        app_id: record.id.0.clone(),
        name: record.name.clone(),
        status: status(condition),
        condition,
        created_at: record.created_at,
        last_activity: Some(record.last_activity),
        deployment_url: settings.app_url(&record.id),
        error_message: message.clone(),
        deploy_stage: stage(latest, condition),
        last_error: message,
        last_deploy_at: latest.map(|latest| latest.created_at),
        live_revision: record.live_revision.clone(),
        latest_deployment: record.latest_deployment.clone(),
        failure,
        has_unpublished_changes: record.draft_is_unpublished,
        draft_version: record.draft_version,
    }
}

/// What is true of the app, in one word.
pub fn condition(record: &AppRecord, answers: bool) -> Condition {
    match record.desired {
        Desired::Deleted => return Condition::Deleted,
        Desired::Stopped => return Condition::Stopped,
        Desired::Running => {}
    }
    let latest = record.latest_deployment.as_ref().map(|latest| latest.status);
    match latest {
        None => Condition::Draft,
        Some(DeploymentStatus::Running) => Condition::Deploying,
        Some(_) if record.live_revision.is_none() => Condition::Failed,
        Some(_) if record.failure.is_some() => Condition::Crashed,
        Some(_) if !answers => Condition::Starting,
        Some(DeploymentStatus::Failed) => Condition::Previous,
        Some(_) => Condition::Live,
    }
}

/// The status word of the existing platform. It has none for a draft or a stopped app: nothing answers, which it calls an
/// error; `error_message` stays empty, so that no client shows a fault.
fn status(condition: Condition) -> Status {
    match condition {
        Condition::Deploying | Condition::Starting | Condition::Waking => Status::Deploying,
        Condition::Live | Condition::Previous | Condition::Asleep => Status::Running,
        Condition::Draft | Condition::Failed | Condition::Crashed | Condition::Stopped => Status::Error,
        Condition::Deleted => Status::Deleted,
    }
}

/// Why the app does not answer as asked, for the conditions that have a reason.
fn failure(record: &AppRecord, condition: Condition) -> Option<Failure> {
    let of_latest = || {
        record
            .latest_deployment
            .as_ref()
            .and_then(|latest| latest.failure.clone())
    };
    match condition {
        Condition::Failed | Condition::Previous => of_latest(),
        Condition::Crashed | Condition::Deploying => record.failure.clone(),
        _ => None,
    }
}

/// The stage under way, or one of the two words the existing platform stores when nothing is.
fn stage(latest: Option<&Deployment>, condition: Condition) -> Option<String> {
    let latest = latest?;
    if let Some(stage) = latest.current_stage() {
        return Some(stage.as_str().to_owned());
    }
    let word = match status(condition) {
        Status::Running => "running",
        Status::Deploying => "deploying",
        _ => "error",
    };
    Some(word.to_owned())
}

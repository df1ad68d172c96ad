//! What happened to an app: its deployments with their stages from the record, what its log tells of its instances, and what
//! the runtime itself says.

use fp_contract::Timestamp;
use fp_contract::app::Condition;
use fp_contract::app_event::{AppEvent, DeploymentPhase, EventType, EventsReply};
use fp_contract::deployment::{Deployment, DeploymentStatus, Stage, StageName};
use fp_contract::log::LogRecord;
use fp_contract::revision::short;

use super::owned;
use crate::platform::error::Result;
use crate::platform::{Platform, view};
use crate::runtime::RuntimeEvent;
use crate::store::{AppId, AppRecord, Page, UserId};

/// Deployments looked at.
const DEPLOYMENTS: u32 = 50;
/// Reasons in an app's log that are a reason to look.
const WARNINGS: [&str; 6] = [
    "Exited",
    "Lost",
    "LinesLost",
    "Repaired",
    "RunnerKept",
    "WentBack",
];

/// The newest events, at most `limit`.
pub async fn events(platform: &Platform, user: &UserId, id: &AppId, limit: usize) -> Result<EventsReply> {
    let app = owned(platform, user, id).await?;
    let page = Page {
        after: None,
        limit: DEPLOYMENTS,
    };
    let deployments = platform.store.deployments_of(id, &page).await?;
    // More than are asked for: some will be counted together.
    let lines = platform
        .logs
        .newest_where(id, limit * 2, |line| line.reason.is_some());
    let mut events: Vec<AppEvent> = deployments.iter().flat_map(of_deployment).collect();
    events.extend(lines.await.iter().filter_map(|line| of_line(id, line)));
    // What is known is told, also while the engine cannot be asked.
    let (of_runtime, error) = match platform.runtime.events(id).await {
        Ok(of_runtime) => (of_runtime, None),
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    events.extend(of_runtime.into_iter().map(of_runtime_event));
    events.sort_by_key(|event| std::cmp::Reverse(event.timestamp));
    let mut events = counted(events);
    events.truncate(limit);
    Ok(EventsReply {
        app_id: id.0.clone(),
        events,
        deployment_phase: phase(&app, platform),
        error,
    })
}

/// What a deployment went through, newest first.
fn of_deployment(deployment: &Deployment) -> Vec<AppEvent> {
    let revision = short(&deployment.revision);
    let event = |at, kind, reason: &str, message| AppEvent {
        timestamp: at,
        kind,
        reason: reason.to_owned(),
        message,
        involved_object: format!("Deployment/{}", deployment.id),
        count: 1,
    };
    let end = deployment.finished_at.unwrap_or(deployment.created_at);
    let outcome = match deployment.status {
        DeploymentStatus::Running => None,
        DeploymentStatus::Live => Some((EventType::Normal, "Live", format!("revision {revision} is live"))),
        DeploymentStatus::Failed => {
            let reason = deployment
                .failure
                .as_ref()
                .map_or("no reason given", |failure| &failure.message);
            let message = format!("revision {revision} failed: {reason}");
            Some((EventType::Warning, "Failed", message))
        }
        DeploymentStatus::Superseded => {
            let message =
                format!("revision {revision}: another deployment took its place, or it was cancelled");
            Some((EventType::Normal, "Superseded", message))
        }
    };
    let outcome = outcome.map(|(kind, reason, message)| event(end, kind, reason, message));
    let stages = deployment.stages.iter().rev().map(|stage| {
        let (reason, message) = stage_words(stage, revision);
        event(stage.started_at, EventType::Normal, reason, message)
    });
    outcome.into_iter().chain(stages).collect()
}

fn stage_words(stage: &Stage, revision: &str) -> (&'static str, String) {
    let (reason, what) = match stage.name {
        StageName::Record => ("Record", "checked and recorded"),
        StageName::Push => ("Push", "handed to the runtime"),
        StageName::Import => ("Import", "importing the code"),
        StageName::Start => ("Start", "running its start-up"),
        StageName::Check => ("Check", "asking for its health"),
        StageName::Switch => ("Switch", "moving traffic over"),
    };
    let message = match stage.duration_ms {
        Some(duration) => format!("revision {revision}: {what} ({duration} ms)"),
        None => format!("revision {revision}: {what}"),
    };
    (reason, message)
}

fn of_line(id: &AppId, line: &LogRecord) -> Option<AppEvent> {
    let reason = line.reason.clone()?;
    Some(AppEvent {
        timestamp: line.timestamp.as_ref()?.parse::<Timestamp>().ok()?,
        kind: if WARNINGS.contains(&reason.as_str()) {
            EventType::Warning
        } else {
            EventType::Normal
        },
        reason,
        message: line.message.clone(),
        involved_object: format!("Instance/app-{id}"),
        count: 1,
    })
}

fn of_runtime_event(event: RuntimeEvent) -> AppEvent {
    AppEvent {
        timestamp: event.at,
        kind: if event.is_warning {
            EventType::Warning
        } else {
            EventType::Normal
        },
        reason: event.reason,
        message: event.message,
        involved_object: event.object,
        count: event.count,
    }
}

/// Equal ones in a row become one with a count.
fn counted(events: Vec<AppEvent>) -> Vec<AppEvent> {
    let mut counted: Vec<AppEvent> = Vec::with_capacity(events.len());
    for event in events {
        match counted.last_mut() {
            Some(newer)
                if (&newer.reason, &newer.message, &newer.involved_object)
                    == (&event.reason, &event.message, &event.involved_object) =>
            {
                newer.count += 1;
            }
            _ => counted.push(event),
        }
    }
    counted
}

/// How far the newest deployment is. What happened before it, or to something else, is no part of it.
fn phase(app: &AppRecord, platform: &Platform) -> DeploymentPhase {
    let Some(latest) = &app.latest_deployment else {
        return DeploymentPhase::Unknown;
    };
    match latest.status {
        DeploymentStatus::Running => match latest.current_stage() {
            None | Some(StageName::Record) => DeploymentPhase::Pending,
            Some(StageName::Push | StageName::Import) => DeploymentPhase::Creating,
            Some(StageName::Start | StageName::Check | StageName::Switch) => DeploymentPhase::Starting,
        },
        DeploymentStatus::Failed => DeploymentPhase::Error,
        DeploymentStatus::Superseded => DeploymentPhase::Unknown,
        DeploymentStatus::Live => match view::condition(app, platform.rollouts.answering(&app.id)) {
            Condition::Crashed => DeploymentPhase::Error,
            Condition::Starting => DeploymentPhase::Starting,
            _ => DeploymentPhase::Ready,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(reason: &str, at: i64) -> AppEvent {
        AppEvent {
            timestamp: Timestamp::from_microseconds(at),
            kind: EventType::Normal,
            reason: reason.to_owned(),
            message: String::new(),
            involved_object: "Instance/app-a".to_owned(),
            count: 1,
        }
    }

    #[test]
    fn what_repeats_is_counted() {
        let events = counted(vec![event("A", 4), event("A", 3), event("B", 2), event("A", 1)]);
        let seen: Vec<_> = events
            .iter()
            .map(|event| {
                (
                    event.reason.as_str(),
                    event.timestamp.as_microseconds(),
                    event.count,
                )
            })
            .collect();
        assert_eq!(seen, [("A", 4, 2), ("B", 2, 1), ("A", 1, 1)]);
    }
}

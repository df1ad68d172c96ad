//! The newest deployment: its stages with their times, what it ended as, and the one key that leads to the cause.

use fp_contract::Timestamp;
use fp_contract::app::{App, Condition};
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure, StageName};
use fp_contract::revision;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::model::workspace::Workspace;
use crate::model::{Connection, Model};
use crate::sanitise;
use crate::screen::widgets::cut;
use crate::theme::Role;

/// Draws the line.
pub(super) fn draw(model: &Model, workspace: &Workspace, frame: &mut Frame<'_>, area: Rect) {
    let Some(app) = model.apps.get(&workspace.app_id) else {
        return;
    };
    if let Some(deployment) = &app.latest_deployment {
        let line = line(model, app, deployment, usize::from(area.width));
        frame.render_widget(line, area);
    }
}

fn line(model: &Model, app: &App, deployment: &Deployment, width: usize) -> Line<'static> {
    let theme = &model.theme;
    let revision = revision::short(&deployment.revision).to_owned();
    let failure = deployment.failure.as_ref().or(app.failure.as_ref());
    let is_lost = matches!(model.connection, Connection::Lost { .. });
    match (deployment.status, failure) {
        (DeploymentStatus::Running | DeploymentStatus::Live, _) if is_lost => Line::from(Span::styled(
            format!(" ? {revision} was deployed here; how it is now is not known"),
            theme.style(Role::Muted),
        )),
        (DeploymentStatus::Running, _) => stages_line(model, deployment),
        (DeploymentStatus::Failed, Some(failure)) => failed(model, app, failure, width),
        (DeploymentStatus::Failed, None) => Line::from(Span::styled(
            format!(" ✗ deploying {revision} failed"),
            theme.style(Role::Error),
        )),
        (DeploymentStatus::Live, Some(failure)) if app.condition != Condition::Live => {
            failed(model, app, failure, width)
        }
        (DeploymentStatus::Live, _) => {
            let mut line = stages_line(model, deployment);
            let took = deployment
                .finished_at
                .map(|end| end.milliseconds_since(deployment.created_at));
            let took = took.map(|took| format!(" in {took} ms")).unwrap_or_default();
            line.spans.insert(
                0,
                Span::styled(format!(" ✓ {revision} live{took} "), theme.style(Role::Success)),
            );
            line
        }
        (DeploymentStatus::Superseded, _) => Line::from(Span::styled(
            " · a newer deployment took its place",
            theme.style(Role::Muted),
        )),
    }
}

/// `✗ app.py:3: NameError: … · f9 opens it · still live: 3f2a1c9e`.
fn failed(model: &Model, app: &App, failure: &Failure, width: usize) -> Line<'static> {
    let live = match &app.live_revision {
        Some(live) => format!(" · still live: {}", revision::short(live)),
        None => " · nothing answers".to_owned(),
    };
    let (place, key) = match (&failure.file, failure.line) {
        (Some(file), Some(number)) => (format!("{file}:{number}: "), " · f9 opens it"),
        _ => (String::new(), " · alt-w reads why"),
    };
    let room = width.saturating_sub(live.chars().count() + key.chars().count() + 3);
    let reason = cut(&sanitise::one_line(&format!("{place}{}", failure.message)), room);
    Line::from(vec![
        Span::styled(format!(" ✗ {reason}"), model.theme.style(Role::Error)),
        Span::styled(key, model.theme.style(Role::Key)),
        Span::styled(live, model.theme.style(Role::Warning)),
    ])
}

/// `✓ record 3 ms  ✓ push 1 ms  ◌ import …`.
fn stages_line(model: &Model, deployment: &Deployment) -> Line<'static> {
    let spans = StageName::ALL.iter().map(|name| {
        let stage = deployment.stages.iter().find(|stage| stage.name == *name);
        let word = name.as_str();
        let (text, role) = match stage {
            None => (format!(" · {word} "), Role::Muted),
            Some(stage) => match stage.duration_ms {
                Some(duration) => (format!(" ✓ {word} {duration} ms "), Role::Success),
                None if deployment.status.is_final() => (format!(" {word} "), Role::Muted),
                None => (
                    format!(" ◌ {word} {} ", running_time(model, stage.started_at)),
                    Role::Progress,
                ),
            },
        };
        Span::styled(text, model.theme.style(role))
    });
    Line::from(spans.collect::<Vec<_>>())
}

/// Tenths of a second; the clocks of client and server may differ, so nothing below zero.
fn running_time(model: &Model, started_at: Timestamp) -> String {
    let milliseconds = model.wall.milliseconds_since(started_at);
    format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100)
}

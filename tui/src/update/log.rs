//! The log pane.

use fp_contract::log::LogFrame;

use super::save::workspace_of;
use crate::effect::Effect;
use crate::model::Model;
use crate::model::log::LogPane;
use crate::sanitise;

/// Frames arrived.
pub(super) fn arrived(model: &mut Model, app_id: &str, frames: Vec<LogFrame>) -> Vec<Effect> {
    if let Some(workspace) = workspace_of(model, app_id) {
        workspace.log.take(frames);
    }
    Vec::new()
}

/// The stream broke and is being attached again.
pub(super) fn lost(model: &mut Model, app_id: &str, reason: &str) -> Vec<Effect> {
    if let Some(workspace) = workspace_of(model, app_id) {
        workspace.log.trouble = Some(sanitise::one_line(&format!("log not connected: {reason}")));
    }
    Vec::new()
}

/// Pauses, or follows again.
pub(super) fn toggle_following(model: &mut Model) -> Vec<Effect> {
    change(model, LogPane::toggle_following)
}

/// Makes the pane taller, or lower.
pub(super) fn resize(model: &mut Model, rows: i16) -> Vec<Effect> {
    change(model, |log| log.resize(rows))
}

/// Gives the pane all rows, or its own again.
pub(super) fn zoom(model: &mut Model) -> Vec<Effect> {
    change(model, |log| log.zoomed = !log.zoomed)
}

/// Forgets the lines shown.
pub(super) fn clear(model: &mut Model) -> Vec<Effect> {
    change(model, |log| {
        log.lines.clear();
        log.behind = 0;
    })
}

fn change(model: &mut Model, change: impl FnOnce(&mut LogPane)) -> Vec<Effect> {
    if let Some(workspace) = &mut model.workspace {
        change(&mut workspace.log);
    }
    super::edit::fit(model);
    Vec::new()
}

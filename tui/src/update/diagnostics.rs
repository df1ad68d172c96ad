//! Checking while typing, and going from finding to finding.

use fp_contract::diagnostic::{Diagnostic, Severity};

use super::{edit, wake};
use crate::editor::diagnostic::{Diagnostic as Mark, Severity as MarkSeverity};
use crate::editor::position::Position;
use crate::effect::{Effect, Timer};
use crate::model::Model;
use crate::model::workspace::Workspace;

/// From the last change to the check, in milliseconds.
const CHECK_AFTER_MS: u64 = 40;

/// The files changed: a check is due.
pub(super) fn due(workspace: &Workspace) -> Effect {
    wake(Timer::Check(workspace.version), CHECK_AFTER_MS)
}

/// Typing stopped.
pub(super) fn check(model: &mut Model, version: u64) -> Vec<Effect> {
    let current = model
        .workspace
        .as_ref()
        .is_some_and(|workspace| workspace.version == version);
    if current { check_now(model) } else { Vec::new() }
}

/// Checks what is on screen.
pub(super) fn check_now(model: &Model) -> Vec<Effect> {
    model
        .workspace
        .iter()
        .map(|workspace| Effect::Check(workspace.snapshot()))
        .collect()
}

/// The checker has looked; a result about an older text is dropped.
pub(super) fn checked(model: &mut Model, app_id: &str, version: u64, found: Vec<Diagnostic>) -> Vec<Effect> {
    if let Some(workspace) = super::save::workspace_of(model, app_id)
        && workspace.version == version
    {
        set(workspace, version, found);
    }
    Vec::new()
}

/// Takes diagnostics in and marks them in the editors.
pub(super) fn set(workspace: &mut Workspace, version: u64, mut found: Vec<Diagnostic>) {
    found.sort_by(|left, right| place(left).cmp(&place(right)));
    for (path, editor) in &mut workspace.files {
        editor.set_diagnostics(
            found
                .iter()
                .filter(|diagnostic| diagnostic.file == *path)
                .map(mark)
                .collect(),
        );
    }
    workspace.diagnostic_row = workspace.diagnostic_row.min(found.len().saturating_sub(1));
    workspace.diagnostics = found;
    workspace.checked_version = Some(version);
}

fn place(diagnostic: &Diagnostic) -> (&str, u32, u32) {
    (&diagnostic.file, diagnostic.line, diagnostic.column)
}

fn mark(diagnostic: &Diagnostic) -> Mark {
    let position = |line: u32, column: u32| {
        Position::new(
            (line as usize).saturating_sub(1),
            (column as usize).saturating_sub(1),
        )
    };
    Mark {
        start: position(diagnostic.line, diagnostic.column),
        end: position(diagnostic.end_line, diagnostic.end_column),
        severity: match diagnostic.severity {
            Severity::Error => MarkSeverity::Error,
            Severity::Warning => MarkSeverity::Warning,
            Severity::Hint => MarkSeverity::Information,
        },
        message: diagnostic.message.clone(),
    }
}

/// Goes to the next diagnostic after the cursor, or the one before, going round through all files.
pub(super) fn step(model: &mut Model, forward: bool) -> Vec<Effect> {
    let Some(workspace) = &model.workspace else {
        return Vec::new();
    };
    let cursor = workspace
        .editor()
        .map(|editor| editor.buffer().cursor())
        .unwrap_or_default();
    let line = u32::try_from(cursor.line + 1).unwrap_or(u32::MAX);
    let column = u32::try_from(cursor.column + 1).unwrap_or(u32::MAX);
    let here = (workspace.shown.as_str(), line, column);
    let all = &workspace.diagnostics;
    let row = if forward {
        all.iter()
            .position(|diagnostic| place(diagnostic) > here)
            .unwrap_or(0)
    } else {
        all.iter()
            .rposition(|diagnostic| place(diagnostic) < here)
            .unwrap_or(all.len().saturating_sub(1))
    };
    go_to(model, row)
}

/// Goes to the first error.
pub(super) fn go_to_first_error(model: &mut Model) -> Vec<Effect> {
    let first = model.workspace.as_ref().and_then(|workspace| {
        workspace
            .diagnostics
            .iter()
            .position(|diagnostic| diagnostic.severity == Severity::Error)
    });
    first.map(|row| go_to(model, row)).unwrap_or_default()
}

/// Goes to a row of the list.
pub(super) fn go_to(model: &mut Model, row: usize) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    workspace.diagnostic_row = row;
    if let Some(diagnostic) = workspace.diagnostics.get(row) {
        let (file, position) = (diagnostic.file.clone(), mark(diagnostic).start);
        edit::show_place(model, &file, position);
    }
    Vec::new()
}

//! Checking while typing, and going from finding to finding.

use std::sync::Arc;

use fp_contract::diagnostic::{Diagnostic, Severity};

use super::{edit, fix, wake};
use crate::editor::diagnostic::{Diagnostic as Mark, Severity as MarkSeverity};
use crate::editor::position::Position;
use crate::effect::{Effect, Timer};
use crate::model::Model;
use crate::model::workspace::{Visited, Workspace};

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
        .map(|workspace| Effect::Check {
            snapshot: workspace.snapshot(),
            policy: Arc::clone(&model.policy),
        })
        .collect()
}

/// The checker has looked; a result about an older text is dropped.
pub(super) fn checked(model: &mut Model, app_id: &str, version: u64, found: Vec<Diagnostic>) -> Vec<Effect> {
    let workspace = super::save::workspace_of(model, app_id);
    let Some(workspace) = workspace.filter(|workspace| workspace.version == version) else {
        return Vec::new();
    };
    set(workspace, version, found);
    if workspace.fix_wanted.take() == Some(version) {
        return fix::apply(model);
    }
    Vec::new()
}

/// Takes in what the server found.
pub(super) fn set_refused(workspace: &mut Workspace, version: u64, found: &[Diagnostic]) {
    set(workspace, version, found.to_vec());
}

/// Takes findings in and marks them in the editors.
fn set(workspace: &mut Workspace, version: u64, mut found: Vec<Diagnostic>) {
    found.sort_by(|left, right| place(left).cmp(&place(right)));
    for (path, editor) in &mut workspace.files {
        editor.set_diagnostics(
            found
                .iter()
                .filter(|finding| finding.file == *path)
                .map(mark)
                .collect(),
        );
    }
    workspace.diagnostic_row = workspace.diagnostic_row.min(found.len().saturating_sub(1));
    workspace.findings = found;
    workspace.visited = None;
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

/// Goes to the next diagnostic, or the one before, going round through all files: from the one gone to last while the
/// cursor is still there, else from the cursor.
pub(super) fn step(model: &mut Model, forward: bool) -> Vec<Effect> {
    let Some(workspace) = &model.workspace else {
        return Vec::new();
    };
    let count = workspace.findings.len();
    let row = match visited_row(workspace) {
        Some(row) if forward => (row + 1) % count.max(1),
        Some(row) => row.checked_sub(1).unwrap_or(count.saturating_sub(1)),
        None => row_from_cursor(workspace, forward),
    };
    go_to(model, row)
}

fn visited_row(workspace: &Workspace) -> Option<usize> {
    let cursor = workspace.editor()?.buffer().cursor();
    let visited = workspace.visited.as_ref()?;
    (visited.file == workspace.shown && visited.cursor == cursor).then_some(visited.row)
}

fn row_from_cursor(workspace: &Workspace, forward: bool) -> usize {
    let cursor = workspace
        .editor()
        .map(|editor| editor.buffer().cursor())
        .unwrap_or_default();
    let number = |value: usize| u32::try_from(value + 1).unwrap_or(u32::MAX);
    let here = (
        workspace.shown.as_str(),
        number(cursor.line),
        number(cursor.column),
    );
    let all = &workspace.findings;
    if forward {
        all.iter().position(|finding| place(finding) > here).unwrap_or(0)
    } else {
        all.iter()
            .rposition(|finding| place(finding) < here)
            .unwrap_or(all.len().saturating_sub(1))
    }
}

/// Goes to the first error.
pub(super) fn go_to_first_error(model: &mut Model) -> Vec<Effect> {
    let first = model.workspace.as_ref().and_then(|workspace| {
        workspace
            .findings
            .iter()
            .position(|finding| finding.severity == Severity::Error)
    });
    first.map(|row| go_to(model, row)).unwrap_or_default()
}

/// Goes to a row of the list.
pub(super) fn go_to(model: &mut Model, row: usize) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    workspace.diagnostic_row = row;
    let Some(finding) = workspace.findings.get(row) else {
        return Vec::new();
    };
    let (file, position) = (finding.file.clone(), mark(finding).start);
    edit::show_place(model, &file, position);
    if let Some(workspace) = &mut model.workspace {
        workspace.visited = workspace.editor().map(|editor| Visited {
            row,
            file: workspace.shown.clone(),
            cursor: editor.buffer().cursor(),
        });
    }
    edit::highlight(model)
}

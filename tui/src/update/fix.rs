//! Applying the fix the checker offers for a finding.

use std::collections::BTreeMap;

use fp_contract::diagnostic::{Fix, TextEdit};

use super::{diagnostics, edit, notice, save};
use crate::editor::Editor;
use crate::editor::command::EditorCommand;
use crate::editor::sanitise::sanitise;
use crate::editor::transaction::{Change, Transaction};
use crate::effect::Effect;
use crate::model::workspace::{Focus, Workspace};
use crate::model::{Model, Tone};

/// Applies the fix offered here, one undo step in each file it touches. A text that changed since the check is checked
/// first, because the fix counts bytes of the checked text.
pub(super) fn apply(model: &mut Model) -> Vec<Effect> {
    let now_ms = model.now_ms;
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    if !workspace.is_checked() {
        workspace.fix_wanted = Some(workspace.version);
        return diagnostics::check_now(model);
    }
    let Some(fix) = workspace.fix_here().cloned() else {
        return notice::say(model, Tone::Neutral, "no fix is offered for this line");
    };
    let Some(transactions) = transactions(workspace, &fix) else {
        return notice::say(model, Tone::Bad, "not fixed: the fix does not fit this text");
    };
    for (path, transaction) in &transactions {
        if let Some(editor) = workspace.files.get_mut(path) {
            editor.execute(EditorCommand::Apply(transaction.clone()), now_ms);
        }
    }
    if !transactions.contains_key(&workspace.shown)
        && let Some(path) = transactions.keys().next()
    {
        workspace.shown.clone_from(path);
    }
    workspace.focus = Focus::Code;
    let mut effects = save::changed(workspace);
    effects.push(diagnostics::due(workspace));
    edit::fit(model);
    effects.extend(edit::highlight(model));
    effects.extend(notice::say(model, Tone::Good, &done(&fix, transactions.len())));
    effects
}

fn done(fix: &Fix, files: usize) -> String {
    let undo = if files > 1 {
        format!("{files} files, ctrl-z in each takes it back")
    } else {
        "ctrl-z takes it back".to_owned()
    };
    format!("fixed: {}; {undo}", fix.title)
}

/// The edits as transactions by file; `None` when one of them does not fit.
fn transactions(workspace: &Workspace, fix: &Fix) -> Option<BTreeMap<String, Transaction>> {
    let mut changes: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    for text_edit in &fix.edits {
        let change = change(workspace.files.get(&text_edit.file)?, text_edit)?;
        changes.entry(text_edit.file.clone()).or_default().push(change);
    }
    let transactions = changes
        .into_iter()
        .map(|(path, changes)| (path, Transaction::new(changes)));
    Some(transactions.collect())
}

/// The edit counted in characters, its lines ended as the file ends them.
fn change(editor: &Editor, text_edit: &TextEdit) -> Option<Change> {
    let buffer = editor.buffer();
    let start = buffer
        .rope()
        .try_byte_to_char(text_edit.start_byte as usize)
        .ok()?;
    let end = buffer.rope().try_byte_to_char(text_edit.end_byte as usize).ok()?;
    let replacement = sanitise(&text_edit.replacement, buffer.line_ending()).text;
    (start <= end).then(|| Change::replace(start..end, replacement))
}

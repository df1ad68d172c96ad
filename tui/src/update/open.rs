//! An app is opened to be edited, with whatever the journal kept of it.

use super::{ahead, apps, diagnostics, edit, notice, save};
use crate::client::ClientError;
use crate::clock;
use crate::editor::position::Position;
use crate::editor::selection::Selection;
use crate::effect::Effect;
use crate::journal::JournalEntry;
use crate::message::Opened;
use crate::model::workspace::Workspace;
use crate::model::{AfterOpen, Model, Screen, Tone};
use fp_contract::template::FirstEdit;

/// An app arrived, or did not.
pub(super) fn opened(model: &mut Model, app_id: &str, result: Result<Opened, ClientError>) -> Vec<Effect> {
    let Some((_, after)) = model.opening.take_if(|(wanted, _)| wanted == app_id) else {
        return Vec::new();
    };
    let opened = match result {
        Ok(opened) => opened,
        Err(error) => {
            ahead::forget(model);
            return apps::failed(model, "not opened", &error);
        }
    };
    let mut workspace = Workspace::new(&opened.detail);
    workspace.focus = after.focus;
    model.apps.selected = Some(app_id.to_owned());
    model.apps.put(opened.detail.app.clone());
    model.workspace = Some(Box::new(workspace));
    model.screen = Screen::Workspace;
    let mut effects = vec![Effect::FollowLog {
        app_id: app_id.to_owned(),
        after: None,
    }];
    if let Some(entry) = opened.journal {
        effects.extend(restore(model, entry));
    }
    point_at(model, &after);
    edit::fit(model);
    effects.extend(ahead::replay(model));
    effects.extend(edit::highlight(model));
    effects.extend(diagnostics::check_now(model));
    effects.extend(super::deploy::watch(model));
    effects
}

/// Takes edits back from the journal that never reached the server.
fn restore(model: &mut Model, entry: JournalEntry) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    let on_server: fp_contract::files::Files = workspace
        .files
        .iter()
        .map(|(path, editor)| (path.clone(), editor.buffer().text()))
        .collect();
    if entry.files == on_server {
        return vec![Effect::ClearJournal {
            app_id: entry.app_id,
            version: u64::MAX,
        }];
    }
    let count = entry.unsaved_changes.max(1);
    let plural = if count == 1 { "change" } else { "changes" };
    let text = format!(
        "restored {count} unsaved {plural} from {}",
        clock::time_of_day(entry.written_at)
    );
    let theirs_is_newer = entry.base_draft_version != workspace.base_draft_version;
    workspace.base_draft_version = entry.base_draft_version;
    workspace.entrypoint = entry.entrypoint;
    workspace.replace_files(entry.files);
    workspace.version += count;
    // Sending it with the version it started from lets the server notice a conflict.
    let mut effects = notice::say(
        model,
        if theirs_is_newer {
            Tone::Neutral
        } else {
            Tone::Good
        },
        &text,
    );
    effects.extend(save::send(model));
    effects
}

/// Puts the cursor where the opening was about.
fn point_at(model: &mut Model, after: &AfterOpen) {
    if let Some(first_edit) = &after.first_edit {
        select_words(model, first_edit);
    }
    if let Some((file, line)) = &after.line {
        edit::show_place(model, file, Position::new(line.saturating_sub(1), 0));
    }
}

/// Selects the words a newcomer would change first, so that typing replaces them.
fn select_words(model: &mut Model, first_edit: &FirstEdit) {
    let Some(workspace) = &mut model.workspace else {
        return;
    };
    let Some(editor) = workspace.files.get_mut(&first_edit.file) else {
        return;
    };
    let text = editor.buffer().text();
    let Some(byte) = text.find(&first_edit.find) else {
        return;
    };
    let start = text[..byte].chars().count();
    let end = start + first_edit.find.chars().count();
    editor.select(Selection::new(start, end));
    workspace.shown.clone_from(&first_edit.file);
}

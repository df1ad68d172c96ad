//! The files of the app being edited.

use super::{diagnostics, edit, input, notice, save};
use crate::editor::Editor;
use crate::editor::language::Language;
use crate::effect::Effect;
use crate::model::dialog::{Choice, Decision, Dialog};
use crate::model::workspace::{Focus, Workspace};
use crate::model::{Model, Overlay, Purpose, Tone};
use fp_contract::files::MAX_FILES;

/// Shows the next file, or the one before when negative, going round.
pub(super) fn switch(model: &mut Model, step: isize) -> Vec<Effect> {
    if let Some(workspace) = &model.workspace {
        let count = workspace.files.len();
        show_row(
            model,
            (workspace.file_row() + count).saturating_add_signed(step) % count,
        );
    }
    Vec::new()
}

/// Shows a row of the file list.
pub(super) fn show_row(model: &mut Model, row: usize) {
    if let Some(workspace) = &mut model.workspace
        && let Some(path) = workspace
            .files
            .keys()
            .nth(row.min(workspace.files.len().saturating_sub(1)))
    {
        workspace.shown.clone_from(path);
    }
    edit::fit(model);
}

/// Adds an empty file and shows it.
pub(super) fn add(model: &mut Model, path: &str) -> Vec<Effect> {
    change_files(model, path, |workspace, path| {
        workspace
            .files
            .insert(path.to_owned(), Editor::new("", Language::of_path(path)));
        path.clone_into(&mut workspace.shown);
        workspace.focus = Focus::Code;
    })
}

/// Asks for another path of the shown file.
pub(super) fn ask_for_path(model: &mut Model) -> Vec<Effect> {
    let shown = model
        .workspace
        .as_ref()
        .map(|workspace| workspace.shown.clone())
        .unwrap_or_default();
    input::prompt(model, "new path of the file", &shown, Purpose::RenameFile)
}

/// Gives the shown file another path.
pub(super) fn rename(model: &mut Model, path: &str) -> Vec<Effect> {
    change_files(model, path, |workspace, path| {
        let shown = std::mem::replace(&mut workspace.shown, path.to_owned());
        if let Some(editor) = workspace.files.remove(&shown) {
            // The language may be another one now, so the editor is made anew; its history ends here.
            let text = editor.buffer().text();
            workspace
                .files
                .insert(path.to_owned(), Editor::new(&text, Language::of_path(path)));
        }
        if workspace.entrypoint == shown {
            path.clone_into(&mut workspace.entrypoint);
        }
    })
}

/// Asks before the shown file is deleted.
pub(super) fn ask_to_delete(model: &mut Model) -> Vec<Effect> {
    let Some(workspace) = &model.workspace else {
        return Vec::new();
    };
    let path = workspace.shown.clone();
    if path == workspace.entrypoint {
        return notice::say(
            model,
            Tone::Bad,
            &format!("{path} defines the app; rename it or delete the app instead"),
        );
    }
    let choices = vec![
        Choice::new('n', "keep it", Decision::Stay),
        Choice::new('y', "delete it", Decision::DeleteFile(path.clone())),
    ];
    model.overlay = Some(Overlay::Dialog(Dialog::new(
        format!("delete {path}?"),
        Vec::new(),
        choices,
    )));
    Vec::new()
}

/// Deletes a file.
pub(super) fn delete(model: &mut Model, path: &str) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    workspace.files.remove(path);
    workspace.keep_shown();
    after_change(model)
}

fn change_files(model: &mut Model, path: &str, change: impl FnOnce(&mut Workspace, &str)) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return notice::say(model, Tone::Neutral, "open an app first");
    };
    if let Some(reason) = refusal(workspace, path) {
        return notice::say(model, Tone::Bad, &reason);
    }
    change(workspace, path);
    after_change(model)
}

/// Why a path cannot be used. The checker judges the rest of it.
fn refusal(workspace: &Workspace, path: &str) -> Option<String> {
    if workspace.files.contains_key(path) {
        return Some(format!("there is a file {path} already"));
    }
    if workspace.files.len() >= MAX_FILES {
        return Some(format!("an app has at most {MAX_FILES} files"));
    }
    let bad_part = |part: &str| part.is_empty() || part == "." || part == "..";
    let bad = path.starts_with('/') || path.split('/').any(bad_part) || path.chars().any(char::is_control);
    bad.then(|| format!("{path} cannot be a path; hint: write it like static/style.css"))
}

fn after_change(model: &mut Model) -> Vec<Effect> {
    edit::fit(model);
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    let mut effects = save::changed(workspace);
    effects.push(diagnostics::due(workspace));
    effects
}

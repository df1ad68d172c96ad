//! Going one level up, and ending the program, without losing anything.

use super::save;
use crate::editor::command::EditorCommand;
use crate::effect::Effect;
use crate::model::dialog::{Choice, Decision, Dialog};
use crate::model::workspace::{Focus, Leave, Workspace};
use crate::model::{Model, Overlay, Screen};

/// `esc`: clears what can be cleared, then goes one level up.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    match model.screen {
        Screen::Apps => {
            model.apps.filter.set("");
            Vec::new()
        }
        Screen::Gallery if !model.gallery.filter.is_empty() => {
            model.gallery.filter.set("");
            model.gallery.select(0);
            Vec::new()
        }
        Screen::Gallery => to_apps(model),
        Screen::SignIn => Vec::new(),
        Screen::Workspace => back_in_workspace(model),
    }
}

fn back_in_workspace(model: &mut Model) -> Vec<Effect> {
    let now_ms = model.now_ms;
    let Some(workspace) = &mut model.workspace else {
        return to_apps(model);
    };
    match workspace.focus {
        Focus::Log if !workspace.log.filter.is_empty() => workspace.log.filter.set(""),
        Focus::Log if workspace.log.zoomed => workspace.log.zoomed = false,
        Focus::Log | Focus::Files | Focus::Diagnostics => workspace.focus = Focus::Code,
        Focus::Code => {
            let editor = workspace
                .editor_mut()
                .filter(|editor| !editor.buffer().selection().is_empty() || editor.query().is_some());
            let Some(editor) = editor else {
                return to_apps(model);
            };
            editor.execute(EditorCommand::ClearSelection, now_ms);
            editor.execute(EditorCommand::ClearSearch, now_ms);
        }
    }
    super::edit::fit(model);
    Vec::new()
}

/// Goes to the list of apps, asking when something is not saved.
pub(super) fn to_apps(model: &mut Model) -> Vec<Effect> {
    leave(model, Leave::ToApps)
}

/// `:q`: one level up, and out from the list.
pub(super) fn up(model: &mut Model) -> Vec<Effect> {
    if model.screen == Screen::Apps {
        quit(model)
    } else {
        to_apps(model)
    }
}

/// Ends the program, asking when something is not saved.
pub(super) fn quit(model: &mut Model) -> Vec<Effect> {
    if model.screen == Screen::SignIn {
        return quit_now(model);
    }
    leave(model, Leave::Quit)
}

/// `:wq`: saves, then leaves without a question.
pub(super) fn save_then_leave(model: &mut Model) -> Vec<Effect> {
    match &mut model.workspace {
        Some(workspace) if workspace.is_unsaved() => {
            workspace.leaving = Some(Leave::ToApps);
            save_and_leave(model)
        }
        _ => to_apps(model),
    }
}

fn leave(model: &mut Model, target: Leave) -> Vec<Effect> {
    match &mut model.workspace {
        Some(workspace) if workspace.is_unsaved() => {
            workspace.leaving = Some(target);
            model.overlay = Some(Overlay::Dialog(question(target, workspace)));
            Vec::new()
        }
        _ => go(model, target),
    }
}

fn question(target: Leave, workspace: &Workspace) -> Dialog {
    let changes = workspace.unsaved_changes();
    let changes = if changes == 1 {
        "1 change is".to_owned()
    } else {
        format!("{changes} changes are")
    };
    let keep = match target {
        Leave::ToApps => "leave, keep them on this machine",
        Leave::Quit => "quit, keep them on this machine",
    };
    let mut lines = vec![format!("{changes} not on the server.")];
    let mut choices = vec![Choice::new(
        's',
        "save the draft, then go",
        Decision::SaveAndLeave,
    )];
    match &workspace.journal_trouble {
        None => choices.push(Choice::new('l', keep, Decision::LeaveUnsaved)),
        Some(_) => lines.push("They cannot be kept on this machine either.".to_owned()),
    }
    choices.push(Choice::new('x', "drop them", Decision::DiscardAndLeave));
    choices.push(Choice::new('c', "stay here", Decision::Stay));
    Dialog::new("not saved yet", lines, choices)
}

/// Sends the draft; the answer leaves.
pub(super) fn save_and_leave(model: &mut Model) -> Vec<Effect> {
    let mut effects = save::journal_now(model);
    effects.extend(save::send(model));
    effects
}

/// Leaves as soon as the journal keeps the text; the next opening takes it back.
pub(super) fn leave_unsaved(model: &mut Model) -> Vec<Effect> {
    match &mut model.workspace {
        Some(workspace) if workspace.is_unsaved() && workspace.journaled_version != workspace.version => {
            workspace.leave_once_kept = true;
            save::journal_now(model)
        }
        _ => go_where_asked(model),
    }
}

/// Leaves and forgets the changes since the last save.
pub(super) fn discard_and_leave(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(workspace) = &mut model.workspace {
        effects.push(Effect::SetAside(workspace.snapshot()));
        effects.push(Effect::ClearJournal {
            app_id: workspace.app_id.clone(),
            version: u64::MAX,
        });
        workspace.saved_version = workspace.version;
    }
    effects.extend(go_where_asked(model));
    effects
}

/// Leaves to where the question was about.
pub(super) fn go_where_asked(model: &mut Model) -> Vec<Effect> {
    let target = model
        .workspace
        .as_mut()
        .and_then(|workspace| workspace.leaving.take());
    target.map(|target| go(model, target)).unwrap_or_default()
}

fn go(model: &mut Model, target: Leave) -> Vec<Effect> {
    match target {
        Leave::Quit => quit_now(model),
        Leave::ToApps => {
            let mut effects = save::journal_now(model);
            let had_log = model.workspace.take().is_some();
            model.screen = Screen::Apps;
            model.overlay = None;
            model.opening = None;
            effects.extend(had_log.then_some(Effect::StopLog));
            effects
        }
    }
}

/// Ends the program; what is not saved is in the journal.
pub(super) fn quit_now(model: &mut Model) -> Vec<Effect> {
    model.quitting = true;
    let mut effects = save::journal_now(model);
    effects.push(Effect::Quit);
    effects
}

/// The process was asked to end.
pub(super) fn terminated(model: &mut Model) -> Vec<Effect> {
    quit_now(model)
}

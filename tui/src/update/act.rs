//! From an action to what it does.

use super::{
    apps, commands, deploy, diagnostics, dialogs, edit, files, fix, gallery, input, leave, log, notice, save,
};
use crate::effect::Effect;
use crate::keymap::Action;
use crate::model::workspace::Focus;
use crate::model::{Model, Overlay, Purpose, Screen, Tone};

/// Does what a key, a click or a command asks for.
pub(super) fn act(model: &mut Model, action: &Action) -> Vec<Effect> {
    if let Some(effects) = act_in_list(model, action) {
        return effects;
    }
    match action {
        Action::Help => open(model, Overlay::Help(0)),
        Action::Command => commands::open(model, ""),
        Action::Quit => leave::quit(model),
        Action::Back => leave::back(model),
        Action::ToggleMouse => toggle_mouse(model),
        Action::Suspend => vec![Effect::Suspend],
        Action::Themes => dialogs::open_themes(model),
        Action::Accept => dialogs::accept(model),
        Action::Cancel => dialogs::cancel(model),
        Action::Next => dialogs::next(model, true),
        Action::Previous => dialogs::next(model, false),
        Action::Older => input::step(model, -1),
        Action::Newer => input::step(model, 1),
        Action::ToggleSignUp => super::sign_in::toggle(model),
        Action::Templates => gallery::open(model),
        Action::CreateAndDeploy => gallery::create(model, true),
        Action::PreviewFile(step) => gallery::show_file(model, *step),
        Action::PreviewRows(rows) => gallery::scroll(model, *rows),
        Action::DeleteApp => apps::ask_to_delete(model),
        Action::OpenLog => apps::open_log(model),
        Action::CopyAddress => apps::copy_address(model),
        Action::Retry => apps::retry(model),
        Action::RenameApp => apps::ask_for_name(model),
        other => act_in_workspace(model, other),
    }
}

fn act_in_workspace(model: &mut Model, action: &Action) -> Vec<Effect> {
    match action {
        Action::Save => save::save(model),
        Action::Deploy => deploy::deploy(model),
        Action::NextDiagnostic => diagnostics::step(model, true),
        Action::PreviousDiagnostic => diagnostics::step(model, false),
        Action::ApplyFix => fix::apply(model),
        Action::GoToFailure => deploy::go_to_failure(model),
        Action::ReadFailure => deploy::read_failure(model),
        Action::SwitchFile(step) => files::switch(model, *step),
        Action::NextPane(forward) => edit::next_pane(model, *forward),
        Action::FocusLog => edit::toggle_focus(model, Focus::Log),
        Action::FocusFiles => edit::toggle_focus(model, Focus::Files),
        Action::FocusDiagnostics => edit::toggle_focus(model, Focus::Diagnostics),
        Action::AddFile => input::prompt(model, "path of the new file", "", Purpose::AddFile),
        Action::DeleteFile => files::ask_to_delete(model),
        Action::RenameFile => files::ask_for_path(model),
        Action::Edit(command) => edit::execute(model, command.clone()),
        Action::EditPages { down, select } => edit::pages(model, *down, *select),
        Action::PasteClipboard => edit::paste_clipboard(model),
        Action::Find => input::prompt(model, "find", "", Purpose::Find),
        Action::ReplaceAll => input::prompt(model, "replace every match by", "", Purpose::ReplaceAll),
        Action::GoToLine => input::prompt(model, "line", "", Purpose::GoToLine),
        Action::ToggleFollow => log::toggle_following(model),
        Action::ResizeLog(rows) => log::resize(model, *rows),
        Action::ZoomLog => log::zoom(model),
        Action::ClearLog => log::clear(model),
        Action::Redraw => vec![Effect::Redraw],
        _ => Vec::new(),
    }
}

/// Actions that move in whatever list or text has the focus.
fn act_in_list(model: &mut Model, action: &Action) -> Option<Vec<Effect>> {
    let page = isize::try_from(model.size.1 / 2).unwrap_or(1).max(1);
    match action {
        Action::Rows(rows) => Some(move_by(model, *rows)),
        Action::Pages(pages) => Some(move_by(model, pages * page)),
        Action::First => Some(move_by(model, -FAR)),
        Action::Last => Some(move_by(model, FAR)),
        Action::Choose => Some(choose(model)),
        Action::Filter => Some(input::start_filter(model)),
        _ => None,
    }
}

/// Further than any list is long.
const FAR: isize = 10_000_000;

fn move_by(model: &mut Model, rows: isize) -> Vec<Effect> {
    if model.overlay.is_some() {
        return dialogs::move_by(model, rows);
    }
    match model.screen {
        Screen::Apps => model.apps.move_by(rows),
        Screen::Gallery => {
            let row = model.gallery.selected.saturating_add_signed(rows);
            model.gallery.select(row);
            super::edit::fit(model);
        }
        Screen::Workspace => return edit::move_in_pane(model, rows),
        Screen::SignIn => {}
    }
    Vec::new()
}

fn choose(model: &mut Model) -> Vec<Effect> {
    match model.screen {
        Screen::Apps => apps::open_selected(model),
        Screen::Gallery => gallery::create(model, false),
        Screen::Workspace => edit::choose(model),
        Screen::SignIn => Vec::new(),
    }
}

fn open(model: &mut Model, overlay: Overlay) -> Vec<Effect> {
    model.overlay = Some(overlay);
    Vec::new()
}

fn toggle_mouse(model: &mut Model) -> Vec<Effect> {
    model.mouse = !model.mouse;
    let text = if model.mouse {
        "the mouse works here; hold shift to select with the terminal"
    } else {
        "the mouse belongs to the terminal"
    };
    let mut effects = notice::say(model, Tone::Neutral, text);
    effects.push(Effect::CaptureMouse(model.mouse));
    effects
}

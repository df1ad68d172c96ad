//! Typing into one-line inputs: filters, prompts, the command line, the sign-in fields.

use crossterm::event::KeyEvent;

use super::edit;
use crate::command::complete;
use crate::editor::command::EditorCommand;
use crate::effect::Effect;
use crate::input::LineInput;
use crate::model::workspace::Focus;
use crate::model::{Model, Overlay, Prompt, Purpose, Screen};

/// The input that takes letters, if there is one.
fn current(model: &mut Model) -> Option<&mut LineInput> {
    match &mut model.overlay {
        Some(Overlay::Command(line)) => return Some(&mut line.input),
        Some(Overlay::Prompt(prompt)) => return Some(&mut prompt.input),
        Some(_) => return None,
        None => {}
    }
    match model.screen {
        Screen::SignIn => Some(model.sign_in.current()),
        Screen::Apps => Some(&mut model.apps.filter).filter(|_| model.apps.filtering),
        Screen::Gallery => Some(&mut model.gallery.filter).filter(|_| model.gallery.filtering),
        Screen::Workspace => {
            let log = &mut model.workspace.as_mut()?.log;
            Some(&mut log.filter).filter(|_| log.filtering)
        }
    }
}

/// A key that is bound to nothing goes to the input.
pub(super) fn key(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if current(model).is_some_and(|input| input.handle(event)) {
        typed(model);
    }
    Vec::new()
}

/// Pasted text goes to the input, or into the code.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(input) = current(model) {
        input.paste(text);
        typed(model);
        return Vec::new();
    }
    let in_code = model
        .workspace
        .as_ref()
        .is_some_and(|workspace| workspace.focus == Focus::Code);
    if model.overlay.is_none() && model.screen == Screen::Workspace && in_code {
        return edit::execute(model, EditorCommand::Paste(text.to_owned()));
    }
    Vec::new()
}

/// Takes note that the text of the current input changed.
fn typed(model: &mut Model) {
    if let Some(Overlay::Command(line)) = &model.overlay {
        let completions = complete(model, line.input.text());
        if let Some(Overlay::Command(line)) = &mut model.overlay {
            line.typed(completions);
        }
        return;
    }
    match model.screen {
        Screen::Apps => model.apps.select_row(0),
        Screen::Gallery => {
            model.gallery.select(0);
            super::edit::fit(model);
        }
        Screen::Workspace => {
            if let Some(workspace) = &mut model.workspace {
                workspace.log.behind = 0;
                workspace.log.following = true;
            }
        }
        Screen::SignIn => model.sign_in.reason = None,
    }
}

/// Up and down in an input move in the list it filters, or through completions.
pub(super) fn step(model: &mut Model, rows: isize) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Command(line)) => line.cycle(rows > 0),
        None if model.screen == Screen::Apps => model.apps.move_by(rows),
        None if model.screen == Screen::Gallery => {
            let row = model.gallery.selected.saturating_add_signed(rows);
            model.gallery.select(row);
            super::edit::fit(model);
        }
        Some(_) | None => {}
    }
    Vec::new()
}

/// Begins to type the filter of whatever has the focus.
pub(super) fn start_filter(model: &mut Model) -> Vec<Effect> {
    match model.screen {
        Screen::Apps => model.apps.filtering = true,
        Screen::Gallery => model.gallery.filtering = true,
        Screen::Workspace => {
            if let Some(workspace) = &mut model.workspace
                && workspace.focus == Focus::Log
            {
                workspace.log.filtering = true;
            }
        }
        Screen::SignIn => {}
    }
    Vec::new()
}

/// Ends the typing of a filter; `keep` leaves it in force.
pub(super) fn end_filter(model: &mut Model, keep: bool) {
    let (input, filtering) = match (model.screen, &mut model.workspace) {
        (Screen::Apps, _) => (&mut model.apps.filter, &mut model.apps.filtering),
        (Screen::Gallery, _) => (&mut model.gallery.filter, &mut model.gallery.filtering),
        (Screen::Workspace, Some(workspace)) => (&mut workspace.log.filter, &mut workspace.log.filtering),
        _ => return,
    };
    *filtering = false;
    if !keep {
        input.set("");
        typed(model);
    }
}

/// Asks for a text.
pub(super) fn prompt(model: &mut Model, title: &str, text: &str, purpose: Purpose) -> Vec<Effect> {
    let input = LineInput::new(text);
    model.overlay = Some(Overlay::Prompt(Prompt {
        title: title.to_owned(),
        input,
        purpose,
    }));
    Vec::new()
}

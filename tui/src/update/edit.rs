//! The code pane and the focus between panes.

use super::{deploy, diagnostics, files, notice, save, wake};
use crate::editor::command::{EditorCommand, Motion};
use crate::editor::position::Position;
use crate::editor::search::{CaseRule, Query, Syntax};
use crate::effect::{Effect, Timer};
use crate::model::workspace::{Focus, Workspace};
use crate::model::{Model, Screen, Tone};
use crate::screen;

/// From one portion of highlighting to the next, in milliseconds.
const HIGHLIGHT_EVERY_MS: u64 = 5;
/// Lines of a portion: about a millisecond and a half of work, so that a key never waits long.
const HIGHLIGHT_LINES: usize = 50;

/// Tells the editor to do something, and does what follows from it.
pub(super) fn execute(model: &mut Model, command: EditorCommand) -> Vec<Effect> {
    let now_ms = model.now_ms;
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    let Some(editor) = workspace.editor_mut() else {
        return Vec::new();
    };
    let outcome = editor.execute(command, now_ms);
    let mut effects = Vec::new();
    if outcome.changed {
        effects.extend(save::changed(workspace));
        effects.push(diagnostics::due(workspace));
    }
    if let Some(text) = outcome.clipboard {
        model.clipboard.clone_from(&text);
        effects.push(Effect::Copy(text));
    }
    if let Some(message) = outcome.message {
        effects.extend(notice::say(model, Tone::Neutral, &message));
    }
    fit(model);
    effects.extend(highlight(model));
    effects
}

/// Scrolls the code and leaves the cursor where it is.
pub(super) fn scroll(model: &mut Model, rows: isize) -> Vec<Effect> {
    if let Some(editor) = model
        .workspace
        .as_mut()
        .and_then(|workspace| workspace.editor_mut())
    {
        editor.scroll_by(rows);
    }
    highlight(model)
}

/// Highlights some more of the shown file while nothing else is to be done.
pub(super) fn highlight(model: &mut Model) -> Vec<Effect> {
    if model.highlighting {
        return Vec::new();
    }
    let has_work = |workspace: &Workspace| {
        workspace
            .editor()
            .is_some_and(|editor| editor.highlighter().has_work())
    };
    model.highlighting = model.workspace.as_deref().is_some_and(has_work);
    if model.highlighting {
        vec![wake(Timer::Highlight, HIGHLIGHT_EVERY_MS)]
    } else {
        Vec::new()
    }
}

/// The timer of [`highlight`].
pub(super) fn highlight_more(model: &mut Model) -> Vec<Effect> {
    model.highlighting = false;
    if let Some(editor) = model
        .workspace
        .as_mut()
        .and_then(|workspace| workspace.editor_mut())
    {
        editor.highlight_more(HIGHLIGHT_LINES);
    }
    highlight(model)
}

/// Moves the cursor by pages.
pub(super) fn pages(model: &mut Model, down: bool, select: bool) -> Vec<Effect> {
    let rows = usize::from(screen::workspace::layout(model).code.height.saturating_sub(2)).max(1);
    let motion = if down {
        Motion::PageDown(rows)
    } else {
        Motion::PageUp(rows)
    };
    execute(
        model,
        if select {
            EditorCommand::Select(motion)
        } else {
            EditorCommand::Move(motion)
        },
    )
}

/// Puts in what was copied here.
pub(super) fn paste_clipboard(model: &mut Model) -> Vec<Effect> {
    let text = model.clipboard.clone();
    execute(model, EditorCommand::Paste(text))
}

/// Searches the code.
pub(super) fn find(model: &mut Model, text: &str) -> Vec<Effect> {
    match Query::new(text, Syntax::Literal, CaseRule::Smart) {
        Ok(query) => execute(model, EditorCommand::Find(query)),
        Err(error) => notice::say(model, Tone::Bad, &error.to_string()),
    }
}

/// Replaces every match of the search.
pub(super) fn replace_all(model: &mut Model, text: &str) -> Vec<Effect> {
    execute(model, EditorCommand::ReplaceAll(text.to_owned()))
}

/// Goes to a line, counted from 1.
pub(super) fn go_to_line(model: &mut Model, line: usize) -> Vec<Effect> {
    execute(model, EditorCommand::GoToLine(line))
}

/// Shows a place in a file of the app, and gives the code the focus.
pub(super) fn show_place(model: &mut Model, file: &str, position: Position) {
    let now_ms = model.now_ms;
    let Some(workspace) = &mut model.workspace else {
        return;
    };
    workspace.focus = Focus::Code;
    workspace.log.zoomed = false;
    if workspace.files.contains_key(file) {
        file.clone_into(&mut workspace.shown);
    }
    fit(model);
    if let Some(editor) = model
        .workspace
        .as_mut()
        .and_then(|workspace| workspace.editor_mut())
    {
        editor.execute(EditorCommand::GoTo(position), now_ms);
    }
    fit(model);
}

/// The terminal has a new size.
pub(super) fn resized(model: &mut Model, width: u16, height: u16) -> Vec<Effect> {
    model.size = (width, height);
    fit(model);
    Vec::new()
}

/// Tells the editors how much room they have; due whenever panes come, go or change.
pub(super) fn fit(model: &mut Model) {
    let code = screen::workspace::layout(model).code;
    if let Some(editor) = model
        .workspace
        .as_mut()
        .and_then(|workspace| workspace.editor_mut())
    {
        editor.resize(code.width, code.height);
    }
    let preview = screen::gallery::layout(model).preview;
    if let Some(editor) = &mut model.gallery.preview {
        editor.resize(preview.width, preview.height);
    }
}

/// The panes the focus goes through.
fn panes(model: &Model) -> Vec<Focus> {
    let layout = screen::workspace::layout(model);
    let mut panes = vec![Focus::Code];
    panes.extend(layout.files.map(|_| Focus::Files));
    panes.extend(layout.diagnostics.map(|_| Focus::Diagnostics));
    panes.extend(layout.log.map(|_| Focus::Log));
    panes
}

/// Moves the focus to the next pane, or the one before.
pub(super) fn next_pane(model: &mut Model, forward: bool) -> Vec<Effect> {
    let panes = panes(model);
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    let place = panes
        .iter()
        .position(|pane| *pane == workspace.focus)
        .unwrap_or(0);
    let step = if forward { 1 } else { panes.len() - 1 };
    workspace.focus = panes[(place + step) % panes.len()];
    fit(model);
    Vec::new()
}

/// Moves the focus to a pane, or back to the code.
pub(super) fn toggle_focus(model: &mut Model, pane: Focus) -> Vec<Effect> {
    if let Some(workspace) = &mut model.workspace {
        workspace.focus = if workspace.focus == pane {
            Focus::Code
        } else {
            pane
        };
        workspace.log.zoomed &= workspace.focus == Focus::Log;
    }
    fit(model);
    Vec::new()
}

/// Moves in the pane that has the focus.
pub(super) fn move_in_pane(model: &mut Model, rows: isize) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    match workspace.focus {
        Focus::Log => workspace.log.scroll(rows),
        Focus::Files => {
            let row = workspace.file_row().saturating_add_signed(rows);
            files::show_row(model, row);
        }
        Focus::Diagnostics => {
            let last = workspace.findings.len().saturating_sub(1);
            workspace.diagnostic_row = workspace.diagnostic_row.saturating_add_signed(rows).min(last);
        }
        Focus::Code => {}
    }
    Vec::new()
}

/// `enter` in a pane that is a list.
pub(super) fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(workspace) = &mut model.workspace else {
        return Vec::new();
    };
    match workspace.focus {
        Focus::Files => {
            workspace.focus = Focus::Code;
            fit(model);
            Vec::new()
        }
        Focus::Diagnostics => {
            let row = workspace.diagnostic_row;
            diagnostics::go_to(model, row)
        }
        Focus::Log | Focus::Code if model.screen == Screen::Workspace => deploy::go_to_failure(model),
        Focus::Log | Focus::Code => Vec::new(),
    }
}

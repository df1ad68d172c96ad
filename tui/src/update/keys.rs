//! From a key to an action.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::{act, edit, input, notice};
use crate::editor::command::EditorCommand;
use crate::effect::Effect;
use crate::keymap::{self, Context};
use crate::model::workspace::Focus;
use crate::model::{Model, Overlay, Screen, Tone};

/// A key was pressed.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if event.kind == KeyEventKind::Release {
        return Vec::new();
    }
    clear_old_failure(model);
    if let Some(binding) = keymap::lookup(Context::stack(model), &event) {
        if let Some(reason) = keymap::why_disabled(model, &binding.action) {
            return notice::say(model, Tone::Neutral, reason);
        }
        return act::act(model, &binding.action.clone());
    }
    if let Some(Overlay::Dialog(_)) = &model.overlay {
        return answer(model, &event);
    }
    if model.overlay.is_none() && is_code(model) {
        return type_into_code(model, &event);
    }
    input::key(model, event)
}

/// A failure stays in the status line until the next key.
fn clear_old_failure(model: &mut Model) {
    model.notice.take_if(|notice| notice.tone == Tone::Bad);
}

fn answer(model: &mut Model, event: &KeyEvent) -> Vec<Effect> {
    let KeyCode::Char(character) = event.code else {
        return Vec::new();
    };
    super::dialogs::answer_by_key(model, character)
}

fn is_code(model: &Model) -> bool {
    let focus = model.workspace.as_ref().map(|workspace| workspace.focus);
    model.screen == Screen::Workspace && focus == Some(Focus::Code)
}

fn type_into_code(model: &mut Model, event: &KeyEvent) -> Vec<Effect> {
    let plain = (event.modifiers - KeyModifiers::SHIFT).is_empty();
    match event.code {
        KeyCode::Char(character) if plain => {
            edit::execute(model, EditorCommand::Insert(character.to_string()))
        }
        _ => Vec::new(),
    }
}

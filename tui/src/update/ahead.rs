//! Typing ahead: what is typed while an app is on its way is meant for the app, not for the screen still shown.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::{input, keys};
use crate::effect::Effect;
use crate::model::{Model, Screen, Typed};

/// Most keys and pastes kept; past it the server is not merely slow.
const MOST: usize = 10_000;

/// A key was pressed: now, or kept until the app is there.
pub(super) fn key(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if !is_waiting(model) || event.kind == KeyEventKind::Release {
        return keys::press(model, event);
    }
    if is_way_out(&event) {
        model.opening = None;
        forget(model);
        return keys::press(model, event);
    }
    keep(model, Typed::Key(event))
}

/// Text was pasted: now, or kept until the app is there.
pub(super) fn paste(model: &mut Model, text: String) -> Vec<Effect> {
    if is_waiting(model) {
        keep(model, Typed::Paste(text))
    } else {
        input::paste(model, &text)
    }
}

/// The app is there: everything kept is done now, in order.
pub(super) fn replay(model: &mut Model) -> Vec<Effect> {
    let typed = std::mem::take(&mut model.typed_ahead);
    let mut effects = Vec::new();
    for typed in typed {
        effects.extend(match typed {
            Typed::Key(event) => keys::press(model, event),
            Typed::Paste(text) => input::paste(model, &text),
        });
    }
    effects
}

/// The app will not come.
pub(super) fn forget(model: &mut Model) {
    model.typed_ahead.clear();
}

fn is_waiting(model: &Model) -> bool {
    let coming = model.gallery.creating || model.opening.is_some();
    coming && model.overlay.is_none() && model.screen != Screen::SignIn
}

/// Keys that leave or quit always work, so that nobody is held by a server that does not answer.
fn is_way_out(event: &KeyEvent) -> bool {
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    event.code == KeyCode::Esc || (control && matches!(event.code, KeyCode::Char('q' | 'c')))
}

fn keep(model: &mut Model, typed: Typed) -> Vec<Effect> {
    if model.typed_ahead.len() < MOST {
        model.typed_ahead.push(typed);
    }
    Vec::new()
}

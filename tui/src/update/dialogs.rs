//! Overlays: questions, prompts, the command line, the choice of a theme, things to read.

use super::{apps, commands, edit, files, gallery, input, leave, notice, save, sign_in};
use crate::effect::Effect;
use crate::model::dialog::Decision;
use crate::model::{Model, Overlay, Prompt, Purpose, Screen, ThemePicker, Tone};
use crate::theme;

/// `enter`.
pub(super) fn accept(model: &mut Model) -> Vec<Effect> {
    match model.overlay.take() {
        Some(Overlay::Command(line)) => commands::run(model, line),
        Some(Overlay::Prompt(prompt)) => typed(model, &prompt),
        Some(Overlay::Themes(_)) => keep_theme(model),
        Some(Overlay::Dialog(dialog)) => match dialog.choices.get(dialog.selected) {
            Some(choice) => decide(model, choice.decision.clone()),
            None => Vec::new(),
        },
        Some(_) => Vec::new(),
        None if model.screen == Screen::SignIn => sign_in::submit(model),
        None => {
            input::end_filter(model, true);
            if model.screen == Screen::Gallery {
                gallery::create(model, false)
            } else {
                Vec::new()
            }
        }
    }
}

/// `esc`.
pub(super) fn cancel(model: &mut Model) -> Vec<Effect> {
    match model.overlay.take() {
        Some(Overlay::Themes(picker)) => model.theme = picker.before,
        Some(Overlay::Reader(reader)) => {
            model.overlay = reader.back_to.map(|dialog| Overlay::Dialog(*dialog));
        }
        Some(Overlay::Dialog(dialog)) => {
            let stays = dialog
                .choices
                .iter()
                .any(|choice| choice.decision == Decision::Stay);
            // A question without a way back, such as a conflict, stays.
            if !stays {
                model.overlay = Some(Overlay::Dialog(dialog));
            } else if let Some(workspace) = &mut model.workspace {
                workspace.leaving = None;
            }
        }
        Some(_) => {}
        None => input::end_filter(model, false),
    }
    Vec::new()
}

/// `tab`.
pub(super) fn next(model: &mut Model, forward: bool) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Command(line)) => line.cycle(forward),
        None if model.screen == Screen::SignIn => model.sign_in.next_field(forward),
        _ => {}
    }
    Vec::new()
}

/// Moves in an overlay.
pub(super) fn move_by(model: &mut Model, rows: isize) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Help(scroll)) => {
            *scroll = scroll.saturating_add_signed(i16::try_from(rows.clamp(-1_000, 1_000)).unwrap_or(0));
        }
        Some(Overlay::Reader(reader)) => {
            reader.scroll = reader
                .scroll
                .saturating_add_signed(rows)
                .min(reader.lines.len().saturating_sub(1));
        }
        Some(Overlay::Dialog(dialog)) => {
            dialog.selected = around(dialog.selected, rows, dialog.choices.len());
        }
        Some(Overlay::Themes(picker)) => {
            let names = theme::names();
            picker.selected = around(picker.selected, rows, names.len());
            if let Ok(theme) = theme::load(names[picker.selected]) {
                model.theme = theme;
            }
        }
        _ => {}
    }
    Vec::new()
}

fn around(place: usize, step: isize, count: usize) -> usize {
    if count == 0 {
        0
    } else {
        (place + count).saturating_add_signed(step.clamp(-1, 1)) % count
    }
}

/// A letter pressed in a question.
pub(super) fn answer_by_key(model: &mut Model, key: char) -> Vec<Effect> {
    let Some(Overlay::Dialog(dialog)) = &model.overlay else {
        return Vec::new();
    };
    match dialog.by_key(key).map(|choice| choice.decision.clone()) {
        Some(decision) => {
            model.overlay = None;
            decide(model, decision)
        }
        None => Vec::new(),
    }
}

fn decide(model: &mut Model, decision: Decision) -> Vec<Effect> {
    match decision {
        Decision::Stay => {
            if let Some(workspace) = &mut model.workspace {
                workspace.leaving = None;
            }
            Vec::new()
        }
        Decision::Delete { app_id, name } => vec![Effect::Delete { app_id, name }],
        Decision::DeleteFile(path) => files::delete(model, &path),
        Decision::SaveAndLeave => leave::save_and_leave(model),
        Decision::LeaveUnsaved => leave::leave_unsaved(model),
        Decision::DiscardAndLeave => leave::discard_and_leave(model),
        Decision::Quit => leave::quit_now(model),
        Decision::KeepMine(detail) => save::keep_mine(model, &detail),
        Decision::TakeTheirs(detail) => save::take_theirs(model, &detail),
        Decision::SeeDifference(detail) => save::see_difference(model, &detail),
    }
}

fn typed(model: &mut Model, prompt: &Prompt) -> Vec<Effect> {
    let text = prompt.input.text().trim();
    if text.is_empty() && prompt.purpose != Purpose::ReplaceAll {
        return Vec::new();
    }
    match &prompt.purpose {
        Purpose::Find => edit::find(model, prompt.input.text()),
        Purpose::ReplaceAll => edit::replace_all(model, prompt.input.text()),
        Purpose::GoToLine => match text.parse() {
            Ok(line) => edit::go_to_line(model, line),
            Err(_) => notice::say(model, Tone::Bad, &format!("{text} is not a line number")),
        },
        Purpose::AddFile => files::add(model, text),
        Purpose::RenameFile => files::rename(model, text),
        Purpose::RenameApp(app_id) => apps::rename(model, app_id, text),
    }
}

/// Opens the choice of a theme.
pub(super) fn open_themes(model: &mut Model) -> Vec<Effect> {
    let selected = theme::names()
        .iter()
        .position(|name| *name == model.theme.name)
        .unwrap_or(0);
    model.overlay = Some(Overlay::Themes(ThemePicker {
        selected,
        before: model.theme.clone(),
    }));
    Vec::new()
}

/// Uses a theme from now on.
pub(super) fn use_theme(model: &mut Model, name: &str) -> Vec<Effect> {
    match theme::load(name) {
        Ok(theme) => {
            model.theme = theme;
            keep_theme(model)
        }
        Err(error) => notice::say(model, Tone::Bad, &error.to_string()),
    }
}

fn keep_theme(model: &mut Model) -> Vec<Effect> {
    let name = model.theme.name.clone();
    let mut effects = notice::say(
        model,
        Tone::Neutral,
        &format!("theme {name}: {}", model.theme.description.clone()),
    );
    effects.push(Effect::KeepTheme(name));
    effects
}

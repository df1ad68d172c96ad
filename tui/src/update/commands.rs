//! The `:` line.

use super::{act, apps, dialogs, edit, files, gallery, leave, notice, save, sign_in};
use crate::command::{self, Command, CommandLine, complete};
use crate::effect::Effect;
use crate::keymap::{Action, why_disabled};
use crate::model::workspace::Focus;
use crate::model::{AfterOpen, Model, Overlay, Screen, Tone};

/// Opens the line with `text` in it.
pub(super) fn open(model: &mut Model, text: &str) -> Vec<Effect> {
    let mut line = CommandLine::new(text);
    line.typed(complete(model, text));
    model.overlay = Some(Overlay::Command(line));
    Vec::new()
}

/// Carries a typed line out; a wrong one stays, with the reason.
pub(super) fn run(model: &mut Model, mut line: CommandLine) -> Vec<Effect> {
    if line.input.text().trim().is_empty() {
        return Vec::new();
    }
    match command::parse(line.input.text()) {
        Ok(command) => carry_out(model, command),
        Err(error) => {
            line.error = Some(error.to_string());
            model.overlay = Some(Overlay::Command(line));
            Vec::new()
        }
    }
}

fn carry_out(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Deploy => in_workspace(model, &Action::Deploy),
        Command::Write => in_workspace(model, &Action::Save),
        Command::GoTo(line) => edit::go_to_line(model, line),
        Command::Find(text) => edit::find(model, &text),
        Command::FileAdd(path) => files::add(model, &path),
        Command::FileRename(path) => files::rename(model, &path),
        Command::FileDelete => in_workspace(model, &Action::DeleteFile),
        Command::WriteQuit => leave::save_then_leave(model),
        Command::Logs(None) if model.screen == Screen::Workspace => edit::toggle_focus(model, Focus::Log),
        Command::Logs(name) => open_app(model, name.as_deref(), Focus::Log),
        Command::Open(name) => open_app(model, Some(&name), Focus::Code),
        Command::Apps => leave::to_apps(model),
        Command::Quit => leave::up(model),
        Command::Templates => gallery::open(model),
        Command::New(name) => gallery::create_named(model, &name),
        Command::Delete => checked(model, &Action::DeleteApp),
        Command::Rename(name) => match apps::current(model).map(|app| app.app_id.clone()) {
            Some(app_id) => apps::rename(model, &app_id, &name),
            None => notice::say(model, Tone::Neutral, "no app is selected"),
        },
        Command::Theme(None) => dialogs::open_themes(model),
        Command::Theme(Some(name)) => dialogs::use_theme(model, &name),
        Command::Mouse => act::act(model, &Action::ToggleMouse),
        Command::SignOut => sign_in::sign_out(model),
        Command::Help => act::act(model, &Action::Help),
    }
}

fn checked(model: &mut Model, action: &Action) -> Vec<Effect> {
    match why_disabled(model, action) {
        Some(reason) => notice::say(model, Tone::Neutral, reason),
        None => act::act(model, action),
    }
}

fn in_workspace(model: &mut Model, action: &Action) -> Vec<Effect> {
    if model.screen == Screen::Workspace {
        checked(model, action)
    } else {
        notice::say(model, Tone::Neutral, "open an app first")
    }
}

fn open_app(model: &mut Model, name: Option<&str>, focus: Focus) -> Vec<Effect> {
    let found = match name {
        Some(name) => model.apps.named(name),
        None => model.apps.current(),
    };
    let Some(app_id) = found.map(|app| app.app_id.clone()) else {
        let text = format!("there is no app {}", name.unwrap_or_default());
        return notice::say(model, Tone::Bad, text.trim_end());
    };
    let other_is_unsaved = model
        .workspace
        .as_ref()
        .is_some_and(|workspace| workspace.app_id != app_id && workspace.is_unsaved());
    let mut effects = if other_is_unsaved {
        save::journal_now(model)
    } else {
        Vec::new()
    };
    effects.extend(apps::open(
        model,
        app_id,
        AfterOpen {
            focus,
            ..AfterOpen::default()
        },
    ));
    effects
}

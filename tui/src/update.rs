//! The only place where state changes: `update(model, message)` answers with effects and does no I/O itself.

mod act;
mod ahead;
mod apps;
mod commands;
mod deploy;
mod diagnostics;
mod dialogs;
mod edit;
mod files;
mod fix;
mod gallery;
mod input;
mod keys;
mod leave;
mod link;
mod log;
mod mouse;
mod notice;
mod open;
mod policy;
mod save;
mod sign_in;

use std::time::Duration;

use crate::effect::{Effect, Timer};
use crate::message::Message;
use crate::model::{Model, Tone};

/// Takes note of what happened and says what is to be done about it.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(event) => ahead::key(model, event),
        Message::Mouse(event) => mouse::event(model, event),
        Message::Paste(text) => ahead::paste(model, text),
        Message::Resized { width, height } => edit::resized(model, width, height),
        Message::FocusLost => save::journal_now(model),
        Message::Terminated => leave::terminated(model),
        Message::Timer(timer) => timer_ran_out(model, timer),
        Message::Link(link) => link::changed(model, link),
        Message::TokenAccepted(result) => sign_in::token_accepted(model, result),
        Message::SignedIn(result) => sign_in::answered(model, result),
        Message::Policy(result) => policy::arrived(model, result),
        Message::Templates(result) => gallery::arrived(model, result),
        Message::Opened { app_id, result } => open::opened(model, &app_id, *result),
        Message::Created { template, result } => gallery::created(model, &template, *result),
        Message::Done { what, result } => apps::done(model, &what, result),
        Message::DraftSaved {
            app_id,
            version,
            result,
        } => save::answered(model, &app_id, version, *result),
        Message::Deployed {
            app_id,
            version,
            result,
        } => deploy::answered(model, &app_id, version, *result),
        Message::Theirs { app_id, result } => save::theirs(model, &app_id, *result),
        Message::Log { app_id, frames } => log::arrived(model, &app_id, frames),
        Message::LogLost { app_id, reason } => log::lost(model, &app_id, &reason),
        Message::Checked {
            app_id,
            version,
            findings,
        } => diagnostics::checked(model, &app_id, version, findings),
        Message::Journaled {
            app_id,
            version,
            result,
        } => save::journaled(model, &app_id, version, result),
    }
}

/// What is done right at the start.
pub fn start(model: &mut Model, open_first: Option<String>) -> Vec<Effect> {
    model.open_first = open_first;
    vec![Effect::Connect]
}

/// Something to know, in the status line.
pub fn say(model: &mut Model, text: &str) -> Vec<Effect> {
    notice::say(model, Tone::Bad, text)
}

fn timer_ran_out(model: &mut Model, timer: Timer) -> Vec<Effect> {
    match timer {
        Timer::Check(version) => diagnostics::check(model, version),
        Timer::Journal => save::journal_now(model),
        Timer::Autosave(version) => save::autosave(model, version),
        Timer::Notice(number) => notice::expire(model, number),
        Timer::Highlight => edit::highlight_more(model),
        Timer::Progress => deploy::progress(model),
    }
}

fn wake(timer: Timer, milliseconds: u64) -> Effect {
    Effect::Wake {
        timer,
        after: Duration::from_millis(milliseconds),
    }
}

#[cfg(test)]
pub(crate) mod tests;

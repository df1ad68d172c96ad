//! The sign-in screen, shown over whatever was being done.

use fp_contract::user::User;

use super::notice;
use crate::client::ClientError;
use crate::effect::Effect;
use crate::model::sign_in::Field;
use crate::model::{Connection, Model, Screen, Tone};
use crate::sanitise;

/// Asks for name and password; the work stays underneath.
pub(super) fn ask(model: &mut Model, reason: &str) -> Vec<Effect> {
    if model.screen != Screen::SignIn {
        model.sign_in.back_to = model.screen;
        model.screen = Screen::SignIn;
    }
    model.sign_in.busy = false;
    model.sign_in.reason = Some(sanitise::one_line(reason));
    if let Some(workspace) = &mut model.workspace {
        workspace.sending = None;
        workspace.leaving = None;
    }
    super::save::journal_now(model)
}

/// Signs in as somebody else.
pub(super) fn sign_out(model: &mut Model) -> Vec<Effect> {
    ask(model, "signed out")
}

/// Creates an account instead of signing in, or the other way round.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    model.sign_in.creating = !model.sign_in.creating;
    model.sign_in.field = Field::Username;
    model.sign_in.reason = None;
    Vec::new()
}

/// `enter`: the next empty field, or the attempt.
pub(super) fn submit(model: &mut Model) -> Vec<Effect> {
    let form = &mut model.sign_in;
    if form.busy {
        return Vec::new();
    }
    let empty = form.fields().iter().copied().find(|field| match field {
        Field::Username => form.username.is_empty(),
        Field::Email => form.email.is_empty(),
        Field::Password => form.password.is_empty(),
    });
    if let Some(field) = empty {
        form.field = field;
        return Vec::new();
    }
    form.busy = true;
    form.reason = None;
    let (username, password) = (
        form.username.text().trim().to_owned(),
        form.password.text().to_owned(),
    );
    if form.creating {
        let email = form.email.text().trim().to_owned();
        return vec![Effect::SignUp {
            username,
            email,
            password,
        }];
    }
    vec![Effect::SignIn { username, password }]
}

/// Name and password were accepted: connect with the new token.
pub(super) fn token_accepted(model: &mut Model, result: Result<(), ClientError>) -> Vec<Effect> {
    match result {
        Ok(()) => vec![Effect::Connect],
        Err(error) => {
            model.sign_in.busy = false;
            model.sign_in.reason = Some(sanitise::one_line(&error.to_string()));
            Vec::new()
        }
    }
}

/// The server said who is signed in, or why nobody is.
pub(super) fn answered(model: &mut Model, result: Result<User, ClientError>) -> Vec<Effect> {
    model.sign_in.busy = false;
    match result {
        Ok(user) => welcome(model, user),
        Err(ClientError::Unauthorised(reason)) => ask(model, &reason),
        Err(error) if model.screen == Screen::SignIn => {
            model.sign_in.reason = Some(sanitise::one_line(&error.to_string()));
            Vec::new()
        }
        Err(error) => {
            model.connection = Connection::Lost {
                reason: sanitise::one_line(&error.to_string()),
            };
            Vec::new()
        }
    }
}

fn welcome(model: &mut Model, user: User) -> Vec<Effect> {
    let name = user.username.clone();
    let other_person = model
        .user
        .replace(user)
        .is_some_and(|before| before.username != name);
    if model.screen != Screen::SignIn {
        return Vec::new();
    }
    model.screen = model.sign_in.back_to;
    if other_person {
        // What is on screen belongs to somebody else: the journal keeps it under that app.
        model.workspace = None;
        model.screen = Screen::Apps;
    }
    model.sign_in.password.set("");
    notice::say(model, Tone::Good, &format!("signed in as {name}"))
}

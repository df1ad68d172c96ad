use fp_contract::Timestamp;
use fp_contract::user::User;

use super::drive::{APP, editing, offline, press, send, text, type_text};
use crate::client::ClientError;
use crate::effect::Effect;
use crate::message::{Link, Message};
use crate::model::{Model, Screen};

fn user(name: &str) -> User {
    User {
        id: "0".repeat(24),
        username: name.to_owned(),
        email: format!("{name}@example.org"),
        created_at: Timestamp::from_microseconds(0),
        is_admin: false,
    }
}

fn wrong(model: &mut Model) {
    let error = ClientError::Unauthorised("Incorrect username or password".to_owned());
    send(model, Message::TokenAccepted(Err(error)));
}

#[test]
fn a_wrong_password_is_said_and_the_fields_are_kept() {
    let mut model = offline();
    send(&mut model, Message::Link(Link::Refused));
    type_text(&mut model, "ada");
    press(&mut model, "enter");
    type_text(&mut model, "wrong one");
    let effects = press(&mut model, "enter");
    assert_eq!(
        effects,
        [Effect::SignIn {
            username: "ada".to_owned(),
            password: "wrong one".to_owned()
        }]
    );
    wrong(&mut model);
    assert_eq!(
        model.sign_in.reason.as_deref(),
        Some("Incorrect username or password")
    );
    assert_eq!(
        (model.sign_in.username.text(), model.sign_in.password.text()),
        ("ada", "wrong one")
    );
}

#[test]
fn an_expired_token_asks_over_the_work_and_nothing_is_lost() {
    let mut model = editing(&[("app.py", "app = 1\n")]);
    type_text(&mut model, "x");
    let error = ClientError::Unauthorised("Could not validate credentials".to_owned());
    press(&mut model, "ctrl-s");
    let effects = send(
        &mut model,
        Message::DraftSaved {
            app_id: APP.to_owned(),
            version: 1,
            result: Box::new(Err(error)),
        },
    );
    assert_eq!(model.screen, Screen::SignIn);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::WriteJournal { .. }))
            || model.workspace.is_some()
    );
    assert_eq!(
        send(&mut model, Message::TokenAccepted(Ok(()))),
        [Effect::Connect]
    );
    send(&mut model, Message::SignedIn(Ok(user("ada"))));
    assert_eq!(model.screen, Screen::Workspace);
    assert_eq!(text(&model, "app.py"), "xapp = 1\n");
}

#[test]
fn somebody_else_does_not_get_the_work_on_screen() {
    let mut model = editing(&[("app.py", "app = 1\n")]);
    send(&mut model, Message::SignedIn(Ok(user("ada"))));
    send(&mut model, Message::Link(Link::Refused));
    send(&mut model, Message::SignedIn(Ok(user("grace"))));
    assert_eq!(model.screen, Screen::Apps);
    assert!(model.workspace.is_none());
}

use super::drive::{APP, app, offline, online, press, send, snapshot, type_text};
use crate::effect::Effect;
use crate::message::{Link, Message};
use crate::model::{Connection, Overlay, Screen};

#[test]
fn the_selection_stays_with_its_app_when_others_come() {
    let mut model = online();
    assert_eq!(model.apps.selected.as_deref(), Some(APP));
    snapshot(&mut model, vec![app(APP, "demo"), app("aaaa0000", "another")]);
    assert_eq!(model.apps.selected.as_deref(), Some(APP));
    press(&mut model, "up");
    assert_eq!(model.apps.selected.as_deref(), Some("aaaa0000"));
}

#[test]
fn the_filter_narrows_and_esc_shows_all() {
    let mut model = online();
    snapshot(&mut model, vec![app(APP, "demo"), app("aaaa0000", "another")]);
    press(&mut model, "/");
    type_text(&mut model, "ano");
    assert_eq!(model.apps.visible().len(), 1);
    press(&mut model, "enter");
    assert!(!model.apps.filtering);
    press(&mut model, "esc");
    assert_eq!(model.apps.visible().len(), 2);
}

#[test]
fn deleting_asks_first() {
    let mut model = online();
    assert!(press(&mut model, "d").is_empty());
    assert!(matches!(model.overlay, Some(Overlay::Dialog(_))));
    assert!(press(&mut model, "enter").is_empty(), "enter keeps the app");
    let effects = press(&mut model, "d y");
    assert_eq!(
        effects,
        [Effect::Delete {
            app_id: APP.to_owned(),
            name: "demo".to_owned()
        }]
    );
}

#[test]
fn a_key_that_cannot_work_says_why() {
    let mut model = offline();
    press(&mut model, "d");
    assert!(model.notice.unwrap().text.contains("not connected"));
}

#[test]
fn without_apps_enter_leads_to_the_templates() {
    let mut model = offline();
    snapshot(&mut model, Vec::new());
    press(&mut model, "enter");
    assert_eq!(model.screen, Screen::Gallery);
}

#[test]
fn a_lost_connection_is_said_and_a_restarted_server_is_noticed() {
    let mut model = online();
    send(
        &mut model,
        Message::Link(Link::Lost {
            reason: "connection refused\u{1b}[2J".to_owned(),
        }),
    );
    assert_eq!(
        model.connection,
        Connection::Lost {
            reason: "connection refused".to_owned()
        }
    );
    model.server_instance = Some("before".to_owned());
    snapshot(&mut model, vec![app(APP, "demo")]);
    assert_eq!(model.connection, Connection::Online);
    assert!(model.notice.unwrap().text.contains("restarted"));
}

#[test]
fn the_command_line_completes_and_keeps_a_wrong_line() {
    let mut model = online();
    press(&mut model, ":");
    type_text(&mut model, "the");
    press(&mut model, "tab");
    let Some(Overlay::Command(line)) = &model.overlay else {
        panic!("no command line")
    };
    assert_eq!(line.input.text(), "theme");
    press(&mut model, "esc :");
    type_text(&mut model, "nonsense");
    press(&mut model, "enter");
    let Some(Overlay::Command(line)) = &model.overlay else {
        panic!("the line is gone")
    };
    assert!(line.error.as_ref().unwrap().contains("nonsense"));
}

#[test]
fn a_theme_is_shown_while_it_is_chosen_and_esc_goes_back() {
    let mut model = online();
    let before = model.theme.name.clone();
    press(&mut model, "alt-t down");
    assert_ne!(model.theme.name, before);
    press(&mut model, "esc");
    assert_eq!(model.theme.name, before);
    let effects = press(&mut model, "alt-t down enter");
    assert!(effects.contains(&Effect::KeepTheme(model.theme.name.clone())));
}

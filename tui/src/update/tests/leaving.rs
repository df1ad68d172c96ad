use super::drive::{APP, detail, editing, offline, press, send, sent_draft, type_text};
use crate::client::ClientError;
use crate::effect::Effect;
use crate::message::Message;
use crate::model::{Connection, Model, Overlay, Screen};

fn unsaved() -> Model {
    let mut model = editing(&[("app.py", "app = 1\n")]);
    type_text(&mut model, "x");
    model
}

fn journaled(model: &mut Model, result: Result<(), String>) -> Vec<Effect> {
    send(
        model,
        Message::Journaled {
            app_id: APP.to_owned(),
            version: 1,
            result,
        },
    )
}

#[test]
fn a_saved_workspace_is_left_without_a_question() {
    let mut model = editing(&[("app.py", "app = 1\n")]);
    assert_eq!(press(&mut model, "esc"), [Effect::StopLog]);
    assert_eq!(model.screen, Screen::Apps);
}

#[test]
fn an_unsaved_one_is_left_once_the_draft_is_on_the_server() {
    let mut model = unsaved();
    assert!(press(&mut model, "esc").is_empty());
    assert!(matches!(model.overlay, Some(Overlay::Dialog(_))));
    let effects = press(&mut model, "s");
    assert!(sent_draft(&effects).is_some());
    assert_eq!(model.screen, Screen::Workspace, "not yet");
    let result = Box::new(Ok(detail(&[("app.py", "xapp = 1\n")], 2)));
    send(
        &mut model,
        Message::DraftSaved {
            app_id: APP.to_owned(),
            version: 1,
            result,
        },
    );
    assert_eq!(model.screen, Screen::Apps);
}

#[test]
fn leaving_unsaved_writes_the_journal_first() {
    let mut model = unsaved();
    let effects = press(&mut model, "ctrl-q l");
    assert!(
        matches!(effects[..], [Effect::WriteJournal { .. }]),
        "{effects:?}"
    );
    assert!(!model.quitting, "not before the journal has it");
    assert_eq!(journaled(&mut model, Ok(())), [Effect::Quit]);
    assert!(model.quitting);
}

#[test]
fn what_the_journal_has_already_is_left_at_once() {
    let mut model = unsaved();
    journaled(&mut model, Ok(()));
    assert_eq!(press(&mut model, "esc l"), [Effect::StopLog]);
    assert_eq!(model.screen, Screen::Apps);
}

#[test]
fn a_journal_that_cannot_be_written_is_no_way_to_leave() {
    let mut model = unsaved();
    press(&mut model, "esc l");
    journaled(&mut model, Err("no space left on device".to_owned()));
    assert_eq!(model.screen, Screen::Workspace);
    let notice = &model.notice.as_ref().unwrap().text;
    assert!(
        notice.contains("so not left: no space left on device"),
        "{notice}"
    );

    press(&mut model, "esc");
    let Some(Overlay::Dialog(question)) = &model.overlay else {
        panic!("no question");
    };
    assert!(question.choices.iter().all(|choice| choice.key != 'l'));
    assert!(question.body.iter().any(|line| line.contains("cannot be kept")));
}

#[test]
fn nothing_is_called_kept_that_is_not() {
    let mut model = unsaved();
    journaled(&mut model, Err("no space left on device".to_owned()));
    press(&mut model, "esc s");
    let error = ClientError::Unreachable {
        server: "http://127.0.0.1:8700".to_owned(),
        reason: "connection refused".to_owned(),
    };
    let result = Box::new(Err(error));
    send(
        &mut model,
        Message::DraftSaved {
            app_id: APP.to_owned(),
            version: 1,
            result,
        },
    );
    let notice = &model.notice.as_ref().unwrap().text;
    assert!(
        notice.contains("not saved, so not left; edits are not kept"),
        "{notice}"
    );
    model.connection = Connection::Lost {
        reason: "connection refused".to_owned(),
    };
    press(&mut model, "ctrl-s");
    let notice = &model.notice.as_ref().unwrap().text;
    assert!(notice.contains("edits are not kept"), "{notice}");
}

#[test]
fn dropping_changes_still_sets_them_aside() {
    let mut model = unsaved();
    let effects = press(&mut model, "esc x");
    assert!(matches!(&effects[0], Effect::SetAside(aside) if aside.texts["app.py"] == "xapp = 1\n"));
    assert_eq!(model.screen, Screen::Apps);
}

#[test]
fn staying_stays() {
    let mut model = unsaved();
    assert!(press(&mut model, "esc esc").is_empty());
    assert_eq!(model.screen, Screen::Workspace);
    let result = Box::new(Ok(detail(&[("app.py", "xapp = 1\n")], 2)));
    press(&mut model, "ctrl-s");
    send(
        &mut model,
        Message::DraftSaved {
            app_id: APP.to_owned(),
            version: 1,
            result,
        },
    );
    assert_eq!(
        model.screen,
        Screen::Workspace,
        "the question was answered with no"
    );
}

#[test]
fn a_signal_writes_the_journal_and_ends() {
    let mut model = unsaved();
    let effects = send(&mut model, Message::Terminated);
    assert!(matches!(effects[..], [Effect::WriteJournal { .. }, Effect::Quit]));
    assert!(model.quitting);
}

#[test]
fn losing_the_focus_writes_the_journal_at_once() {
    let mut model = unsaved();
    assert!(matches!(
        send(&mut model, Message::FocusLost)[..],
        [Effect::WriteJournal { .. }]
    ));
}

#[test]
fn the_list_is_left_with_q() {
    assert_eq!(press(&mut offline(), "q"), [Effect::Quit]);
}

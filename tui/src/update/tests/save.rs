use fp_contract::Timestamp;
use fp_contract::files::Files;

use super::drive::{
    APP, detail, editing, online, open, press, send, sent_deploy, sent_draft, snapshot, text, type_text,
    workspace,
};
use crate::client::ClientError;
use crate::effect::{Effect, Timer};
use crate::journal::JournalEntry;
use crate::message::{Link, Message};
use crate::model::workspace::SaveState;
use crate::model::{Model, Overlay};

const CODE: &str = "app = 1\n";

fn saved(version: u64, code: &str, draft_version: u64) -> Message {
    let result = Box::new(Ok(detail(&[("app.py", code)], draft_version)));
    Message::DraftSaved {
        app_id: APP.to_owned(),
        version,
        result,
    }
}

fn refused(version: u64, error: ClientError) -> Message {
    Message::DraftSaved {
        app_id: APP.to_owned(),
        version,
        result: Box::new(Err(error)),
    }
}

fn theirs(code: &str, draft_version: u64) -> Message {
    Message::Theirs {
        app_id: APP.to_owned(),
        result: Box::new(Ok(detail(&[("app.py", code)], draft_version))),
    }
}

fn unreachable() -> ClientError {
    ClientError::Unreachable {
        server: "http://127.0.0.1:8700".to_owned(),
        reason: "refused".to_owned(),
    }
}

fn state(model: &Model) -> SaveState {
    workspace(model).save_state(model.apps.get(APP))
}

#[test]
fn typing_is_journaled_soon_and_sent_when_it_stops() {
    let mut model = editing(&[("app.py", CODE)]);
    let effects = type_text(&mut model, "xy");
    let wakes: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Wake { timer, .. } => Some(*timer),
            _ => None,
        })
        .collect();
    assert_eq!(
        wakes.iter().filter(|timer| **timer == Timer::Journal).count(),
        1,
        "{wakes:?}"
    );
    assert_eq!(state(&model), SaveState::Unsaved);
    let journal = send(&mut model, Message::Timer(Timer::Journal));
    assert!(
        matches!(
            &journal[..],
            [Effect::WriteJournal {
                unsaved_changes: 2,
                ..
            }]
        ),
        "{journal:?}"
    );
    assert!(
        send(&mut model, Message::Timer(Timer::Autosave(1))).is_empty(),
        "typing has gone on since"
    );
    let effects = send(&mut model, Message::Timer(Timer::Autosave(2)));
    assert_eq!(sent_draft(&effects).unwrap().base_draft_version, 1);
}

#[test]
fn what_is_typed_while_a_draft_is_under_way_is_sent_after_it() {
    let mut model = editing(&[("app.py", CODE)]);
    type_text(&mut model, "x");
    assert!(sent_draft(&press(&mut model, "ctrl-s")).is_some());
    type_text(&mut model, "y");
    assert!(
        sent_draft(&press(&mut model, "ctrl-s")).is_none(),
        "one request at a time"
    );
    send(&mut model, saved(1, "xapp = 1\n", 2));
    assert_eq!(state(&model), SaveState::Unsaved);
    let effects = send(&mut model, Message::Timer(Timer::Autosave(2)));
    let snapshot = sent_draft(&effects).unwrap();
    assert_eq!(
        (snapshot.base_draft_version, snapshot.texts["app.py"].to_string()),
        (2, "xyapp = 1\n".to_owned())
    );
}

#[test]
fn the_journal_is_cleared_when_the_server_has_the_text() {
    let mut model = editing(&[("app.py", CODE)]);
    type_text(&mut model, "x");
    press(&mut model, "ctrl-s");
    let effects = send(&mut model, saved(1, "xapp = 1\n", 2));
    assert!(effects.contains(&Effect::ClearJournal {
        app_id: APP.to_owned(),
        version: 1
    }));
    assert!(!workspace(&model).is_unsaved());
}

#[test]
fn a_dead_server_loses_nothing_and_the_draft_follows_when_it_is_back() {
    let mut model = editing(&[("app.py", CODE)]);
    type_text(&mut model, "x");
    press(&mut model, "ctrl-s");
    send(&mut model, refused(1, unreachable()));
    assert!(
        workspace(&model)
            .save_trouble
            .as_ref()
            .unwrap()
            .contains("kept locally")
    );
    send(
        &mut model,
        Message::Link(Link::Lost {
            reason: "refused".to_owned(),
        }),
    );
    let effects = snapshot(&mut model, vec![detail(&[("app.py", CODE)], 1).app]);
    assert!(sent_draft(&effects).is_some());
}

#[test]
fn a_lost_answer_is_not_taken_for_a_conflict() {
    let mut model = editing(&[("app.py", CODE)]);
    type_text(&mut model, "x");
    press(&mut model, "ctrl-s");
    let effects = send(
        &mut model,
        refused(1, ClientError::DraftConflict("newer".to_owned())),
    );
    assert_eq!(
        effects,
        [Effect::FetchTheirs {
            app_id: APP.to_owned()
        }]
    );
    send(&mut model, theirs("xapp = 1\n", 2));
    assert!(model.overlay.is_none());
    assert!(!workspace(&model).is_unsaved());
    assert_eq!(workspace(&model).base_draft_version, 2);
}

fn in_conflict() -> Model {
    let mut model = editing(&[("app.py", CODE)]);
    type_text(&mut model, "mine ");
    press(&mut model, "ctrl-s");
    send(
        &mut model,
        refused(5, ClientError::DraftConflict("newer".to_owned())),
    );
    send(&mut model, theirs("theirs\n", 7));
    assert!(matches!(model.overlay, Some(Overlay::Dialog(_))));
    model
}

#[test]
fn a_conflict_waits_for_an_answer() {
    let mut model = in_conflict();
    press(&mut model, "esc");
    assert!(
        matches!(model.overlay, Some(Overlay::Dialog(_))),
        "esc is no answer"
    );
    assert!(send(&mut model, Message::Timer(Timer::Autosave(5))).is_empty());
}

#[test]
fn keeping_mine_sends_it_over_theirs_and_sets_theirs_aside() {
    let mut model = in_conflict();
    let effects = press(&mut model, "m");
    assert!(matches!(&effects[0], Effect::SetAside(aside) if aside.texts["app.py"] == "theirs\n"));
    let snapshot = sent_draft(&effects).unwrap();
    assert_eq!(
        (snapshot.base_draft_version, snapshot.texts["app.py"].to_string()),
        (7, "mine app = 1\n".to_owned())
    );
}

#[test]
fn taking_theirs_sets_mine_aside() {
    let mut model = in_conflict();
    let effects = press(&mut model, "t");
    assert!(matches!(&effects[0], Effect::SetAside(aside) if aside.texts["app.py"] == "mine app = 1\n"));
    assert_eq!(text(&model, "app.py"), "theirs\n");
    assert!(!workspace(&model).is_unsaved());
}

#[test]
fn the_difference_leads_back_to_the_question() {
    let mut model = in_conflict();
    press(&mut model, "d");
    let Some(Overlay::Reader(reader)) = &model.overlay else {
        panic!("nothing to read")
    };
    assert!(
        reader.lines.contains(&"- theirs".to_owned()) && reader.lines.contains(&"+ mine app = 1".to_owned())
    );
    press(&mut model, "esc");
    assert!(matches!(model.overlay, Some(Overlay::Dialog(_))));
}

#[test]
fn a_full_disk_is_said_and_tried_again() {
    let mut model = editing(&[("app.py", CODE)]);
    type_text(&mut model, "x");
    let result = Err("No space left on device".to_owned());
    let effects = send(
        &mut model,
        Message::Journaled {
            app_id: APP.to_owned(),
            version: 1,
            result,
        },
    );
    assert!(matches!(
        effects[..],
        [Effect::Wake {
            timer: Timer::Journal,
            ..
        }]
    ));
    assert!(
        workspace(&model)
            .journal_trouble
            .as_ref()
            .unwrap()
            .contains("No space left")
    );
    assert!(!send(&mut model, Message::Timer(Timer::Journal)).is_empty());
    send(
        &mut model,
        Message::Journaled {
            app_id: APP.to_owned(),
            version: 1,
            result: Ok(()),
        },
    );
    assert_eq!(workspace(&model).journal_trouble, None);
}

fn kept(code: &str, base_draft_version: u64) -> JournalEntry {
    JournalEntry {
        app_id: APP.to_owned(),
        written_at: Timestamp::from_microseconds(1_795_231_302_000_000),
        base_draft_version,
        unsaved_changes: 3,
        entrypoint: "app.py".to_owned(),
        files: Files::from([("app.py".to_owned(), code.to_owned())]),
    }
}

#[test]
fn edits_of_a_killed_terminal_are_restored_and_sent() {
    let mut model = online();
    let effects = open(
        &mut model,
        detail(&[("app.py", CODE)], 4),
        Some(kept("edited\n", 4)),
    );
    assert_eq!(text(&model, "app.py"), "edited\n");
    assert!(
        model
            .notice
            .as_ref()
            .unwrap()
            .text
            .starts_with("restored 3 unsaved changes from ")
    );
    assert_eq!(sent_draft(&effects).unwrap().base_draft_version, 4);
}

#[test]
fn restored_edits_of_an_older_draft_end_in_a_question_not_in_a_loss() {
    let mut model = online();
    let effects = open(
        &mut model,
        detail(&[("app.py", CODE)], 9),
        Some(kept("edited\n", 4)),
    );
    assert_eq!(
        sent_draft(&effects).unwrap().base_draft_version,
        4,
        "the server has to notice"
    );
    send(
        &mut model,
        refused(3, ClientError::DraftConflict("newer".to_owned())),
    );
    send(&mut model, theirs(CODE, 9));
    assert!(matches!(model.overlay, Some(Overlay::Dialog(_))));
    assert_eq!(text(&model, "app.py"), "edited\n");
}

#[test]
fn a_journal_that_the_server_has_already_is_forgotten() {
    let mut model = online();
    let effects = open(&mut model, detail(&[("app.py", CODE)], 4), Some(kept(CODE, 3)));
    assert!(effects.contains(&Effect::ClearJournal {
        app_id: APP.to_owned(),
        version: u64::MAX
    }));
    assert!(!workspace(&model).is_unsaved());
}

#[test]
fn a_deploy_waits_for_the_draft_under_way() {
    let mut model = editing(&[("app.py", CODE)]);
    type_text(&mut model, "x");
    press(&mut model, "ctrl-s");
    assert!(sent_deploy(&press(&mut model, "ctrl-d")).is_none());
    let effects = send(&mut model, saved(1, "xapp = 1\n", 2));
    assert_eq!(sent_deploy(&effects).unwrap().base_draft_version, 2);
}

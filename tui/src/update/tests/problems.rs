//! Everything the checker finds: listed, gone to, mended. The checker is the real one.

use std::time::Duration;

use fp_checker::Policy;
use fp_contract::diagnostic::{Diagnostic, Fix, Severity, TextEdit};
use rstest::rstest;

use super::drive::{APP, editing, press, send, text, type_text, workspace};
use crate::client::ClientError;
use crate::effect::{Effect, Snapshot, Timer, to_files};
use crate::message::Message;
use crate::model::Model;
use crate::model::workspace::Focus;

const APP_PY: &str = "import requests\nfrom fastapi import FastAPI\n\napp = FastAPI()\n";
const HELPER_PY: &str = "import requests\n\n\ndef broken(:\n    pass\n";
const OTHER_PY: &str = "\u{e9} = 1\nimport requests\nimport not_there\n";

/// What the checker's thread does with an order.
fn check(model: &mut Model, snapshot: &Snapshot) -> Vec<Effect> {
    let files = to_files(&snapshot.texts);
    let checked = fp_checking::check(&files, &snapshot.entrypoint, &model.policy);
    send(
        model,
        Message::Checked {
            app_id: APP.to_owned(),
            version: snapshot.version,
            findings: checked.diagnostics,
        },
    )
}

fn check_now(model: &mut Model) {
    let snapshot = workspace(model).snapshot();
    check(model, &snapshot);
}

fn checked(files: &[(&str, &str)]) -> Model {
    let mut model = editing(files);
    check_now(&mut model);
    model
}

fn three_files() -> Model {
    checked(&[
        ("app.py", APP_PY),
        ("helper.py", HELPER_PY),
        ("lib/other.py", OTHER_PY),
    ])
}

/// File, line and column, from 1.
fn place(model: &Model) -> (String, u32, u32) {
    let cursor = workspace(model).editor().unwrap().buffer().cursor();
    let number = |value: usize| u32::try_from(value + 1).unwrap();
    (
        workspace(model).shown.clone(),
        number(cursor.line),
        number(cursor.column),
    )
}

fn listed(model: &Model) -> Vec<(String, u32, u32)> {
    let findings = &workspace(model).findings;
    findings
        .iter()
        .map(|finding| (finding.file.clone(), finding.line, finding.column))
        .collect()
}

#[test]
fn five_errors_in_three_files_are_all_listed_and_visited_in_order() {
    let mut model = three_files();
    let all = listed(&model);
    assert_eq!(all.len(), 5, "{all:?}");
    assert_eq!(workspace(&model).error_count(), 5);
    for expected in &all {
        press(&mut model, "f8");
        assert_eq!(place(&model), *expected);
    }
    press(&mut model, "alt-.");
    assert_eq!(place(&model), all[0], "it goes round");
    for expected in all.iter().rev() {
        press(&mut model, "shift-f8");
        assert_eq!(place(&model), *expected);
    }
}

#[test]
fn a_jump_starts_at_the_cursor_once_it_has_moved() {
    let mut model = three_files();
    let all = listed(&model);
    press(&mut model, "f8 ctrl-o ctrl-o ctrl-home f8");
    assert_eq!(place(&model), all[3], "the first one of the file shown");
    press(&mut model, "ctrl-end alt-,");
    assert_eq!(place(&model), all[4]);
}

/// Several findings at one place, one past the end of its line, and one about no file: none holds the others up.
#[test]
fn no_finding_holds_up_the_jumps() {
    let mut model = editing(&[("app.py", "a\nb\n"), ("b.py", "x\n")]);
    let found = |file: &str, line, column, message: &str| Diagnostic {
        code: "FP101".to_owned(),
        severity: Severity::Error,
        file: file.to_owned(),
        line,
        column,
        end_line: line,
        end_column: column,
        message: message.to_owned(),
        help: None,
        start_byte: 0,
        end_byte: 0,
        fix: None,
    };
    let findings = vec![
        found("", 1, 1, "about the whole"),
        found("app.py", 1, 9, "past the end"),
        found("app.py", 2, 1, "one"),
        found("app.py", 2, 1, "two"),
        found("b.py", 1, 1, "last"),
    ];
    let (app_id, version) = (APP.to_owned(), 0);
    send(
        &mut model,
        Message::Checked {
            app_id,
            version,
            findings,
        },
    );
    press(&mut model, "ctrl-end");
    let visited: Vec<_> = (0..6)
        .map(|_| {
            press(&mut model, "f8");
            workspace(&model).diagnostic_row
        })
        .collect();
    assert_eq!(visited, [4, 0, 1, 2, 3, 4]);
}

#[test]
fn a_fix_is_applied_with_one_key_and_undone_with_one_key() {
    let mut model = three_files();
    press(&mut model, "f8 f8");
    let effects = press(&mut model, "alt-enter");
    let mended = HELPER_PY.replace("import requests", "import httpx as requests");
    assert_eq!(text(&model, "helper.py"), mended);
    assert!(workspace(&model).is_unsaved(), "it is kept like every other edit");
    assert!(effects.iter().any(|effect| matches!(
        effect,
        Effect::Wake {
            timer: Timer::Check(_),
            ..
        }
    )));
    check_now(&mut model);
    assert_eq!(listed(&model).len(), 4);
    press(&mut model, "ctrl-z");
    assert_eq!(text(&model, "helper.py"), HELPER_PY);
    check_now(&mut model);
    assert_eq!(listed(&model).len(), 5);
}

#[rstest]
#[case("alt-enter")]
#[case("f12")]
#[case("alt-q")]
fn bytes_are_not_characters(#[case] key: &str) {
    let mut model = three_files();
    press(&mut model, "shift-f8 up");
    press(&mut model, key);
    assert_eq!(
        text(&model, "lib/other.py"),
        OTHER_PY.replace("import requests", "import httpx as requests")
    );
}

#[test]
fn the_fix_of_the_selected_row_is_applied_where_it_belongs() {
    let mut model = three_files();
    press(&mut model, "f7 down down down alt-enter");
    assert_eq!(workspace(&model).shown, "lib/other.py");
    assert_eq!(workspace(&model).focus, Focus::Code);
    assert!(text(&model, "lib/other.py").contains("httpx as requests"));
    press(&mut model, "ctrl-z");
    assert_eq!(text(&model, "lib/other.py"), OTHER_PY);
}

#[test]
fn a_text_that_changed_is_checked_before_it_is_mended() {
    let mut model = three_files();
    press(&mut model, "f8 end");
    type_text(&mut model, "  # kept");
    let effects = press(&mut model, "alt-enter");
    let [Effect::Check { snapshot, .. }] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert!(
        text(&model, "app.py").starts_with("import requests  # kept"),
        "not yet"
    );
    check(&mut model, snapshot);
    assert!(text(&model, "app.py").starts_with("import httpx as requests  # kept"));
}

#[test]
fn a_fix_asked_for_before_more_typing_is_forgotten() {
    let mut model = three_files();
    press(&mut model, "f8 end");
    type_text(&mut model, "  #");
    let effects = press(&mut model, "alt-enter");
    type_text(&mut model, "!");
    let [Effect::Check { snapshot, .. }] = &effects[..] else {
        panic!("{effects:?}");
    };
    check(&mut model, snapshot);
    check_now(&mut model);
    assert!(text(&model, "app.py").starts_with("import requests  #!"));
}

#[test]
fn a_line_without_a_fix_says_so() {
    let mut model = three_files();
    press(&mut model, "ctrl-end alt-enter");
    assert!(model.notice.as_ref().unwrap().text.contains("no fix"));
    assert!(!workspace(&model).is_unsaved());
}

#[test]
fn a_fix_ends_its_lines_as_the_file_does() {
    let code = "from fastapi import FastAPI\r\n\r\nserver = FastAPI()\r\n";
    let mut model = checked(&[("app.py", code)]);
    press(&mut model, "f8 alt-enter");
    let mended = text(&model, "app.py");
    assert!(mended.contains("app = server\r\n"), "{mended:?}");
    assert_eq!(mended.matches('\n').count(), mended.matches("\r\n").count());
}

#[test]
fn a_fix_may_reach_into_other_files() {
    let mut model = checked(&[("app.py", APP_PY), ("helper.py", "\u{e9} = 1\n")]);
    let into = |file: &str, range: std::ops::Range<u32>| TextEdit {
        file: file.to_owned(),
        start_byte: range.start,
        end_byte: range.end,
        replacement: "new".to_owned(),
    };
    let edits = vec![
        into("app.py", 0..6),
        into("helper.py", 3..4),
        into("app.py", 7..15),
    ];
    model.workspace.as_mut().unwrap().findings[0].fix = Some(Fix {
        title: "replace".to_owned(),
        edits,
    });
    press(&mut model, "f8 alt-enter");
    assert!(text(&model, "app.py").starts_with("new new\n"));
    assert_eq!(text(&model, "helper.py"), "\u{e9} new 1\n");
    press(&mut model, "ctrl-z");
    assert_eq!(text(&model, "app.py"), APP_PY);
}

#[test]
fn a_fix_that_does_not_fit_changes_nothing() {
    let mut model = three_files();
    let findings = &mut model.workspace.as_mut().unwrap().findings;
    let edit = &mut findings[0].fix.as_mut().unwrap().edits[0];
    (edit.start_byte, edit.end_byte) = (9_000, 9_001);
    press(&mut model, "f8 alt-enter");
    assert!(model.notice.as_ref().unwrap().text.contains("not fixed"));
    assert_eq!(text(&model, "app.py"), APP_PY);
}

/// The list is never older than 50 ms after typing stops.
#[test]
fn a_check_is_due_at_once() {
    let mut model = three_files();
    let effects = type_text(&mut model, "x");
    let after = effects.iter().find_map(|effect| match effect {
        Effect::Wake {
            timer: Timer::Check(1),
            after,
        } => Some(*after),
        _ => None,
    });
    assert!(after.unwrap() < Duration::from_millis(50));
}

/// What the operator allows is no finding, and what the runner's Python cannot read is one.
#[test]
fn the_servers_policy_is_what_counts() {
    let text = "import PIL\nfrom fastapi import FastAPI\n\napp = FastAPI()\ntype Number = int\n";
    let mut model = checked(&[("app.py", text)]);
    assert_eq!(listed(&model), [("app.py".to_owned(), 1, 8)]);
    let policy = Policy {
        python: fp_checker::PythonTarget { major: 3, minor: 11 },
        extend_imports: ["PIL".to_owned()].into(),
        ..Policy::default()
    };
    let said = fp_checking::in_contract(policy.clone());
    let effects = send(&mut model, Message::Policy(Ok(said.clone())));
    let [Effect::Check { snapshot, policy: by }] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(**by, policy);
    check(&mut model, snapshot);
    assert_eq!(listed(&model), [("app.py".to_owned(), 5, 1)]);
    assert_eq!(
        send(&mut model, Message::Policy(Ok(said))),
        [],
        "nothing new, nothing to check"
    );
}

#[test]
fn a_server_without_a_policy_leaves_the_default() {
    let mut model = three_files();
    let refused = ClientError::Refused {
        status: 404,
        code: None,
        message: "Not Found".to_owned(),
    };
    assert_eq!(send(&mut model, Message::Policy(Err(refused))), []);
    assert_eq!(*model.policy, Policy::default());
}

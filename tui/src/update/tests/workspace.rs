use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use fp_contract::diagnostic::{Diagnostic, Severity};

use super::drive::{APP, editing, press, send, text, type_text, workspace};
use crate::effect::{Effect, Timer};
use crate::message::Message;
use crate::model::Model;
use crate::model::workspace::Focus;
use crate::screen;

fn found(file: &str, line: u32) -> Diagnostic {
    Diagnostic {
        code: "FP101".to_owned(),
        severity: Severity::Error,
        file: file.to_owned(),
        line,
        column: 1,
        end_line: line,
        end_column: 2,
        message: "something is wrong".to_owned(),
        help: None,
        start_byte: 0,
        end_byte: 0,
        fix: None,
    }
}

fn check(model: &mut Model, version: u64, diagnostics: Vec<Diagnostic>) {
    send(
        model,
        Message::Checked {
            app_id: APP.to_owned(),
            version,
            findings: diagnostics,
        },
    );
}

fn click(model: &mut Model, column: u16, row: u16) {
    let kind = MouseEventKind::Down(MouseButton::Left);
    send(
        model,
        Message::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }),
    );
}

#[test]
fn a_result_about_an_older_text_is_dropped() {
    let mut model = editing(&[("app.py", "a\nb\n")]);
    type_text(&mut model, "x");
    check(&mut model, 0, vec![found("app.py", 1)]);
    assert!(workspace(&model).findings.is_empty());
    assert!(matches!(
        send(&mut model, Message::Timer(Timer::Check(1)))[..],
        [Effect::Check { .. }]
    ));
    check(&mut model, 1, vec![found("app.py", 1)]);
    assert_eq!(workspace(&model).error_count(), 1);
}

#[test]
fn the_next_diagnostic_goes_through_all_files_and_round() {
    let mut model = editing(&[("app.py", "a\nb\nc\n"), ("b.py", "x\n")]);
    check(&mut model, 0, vec![found("b.py", 1), found("app.py", 3)]);
    let place = |model: &Model| {
        let workspace = workspace(model);
        (
            workspace.shown.clone(),
            workspace.editor().unwrap().buffer().cursor().line,
        )
    };
    press(&mut model, "f8");
    assert_eq!(place(&model), ("app.py".to_owned(), 2));
    press(&mut model, "f8");
    assert_eq!(place(&model), ("b.py".to_owned(), 0));
    press(&mut model, "f8");
    assert_eq!(place(&model), ("app.py".to_owned(), 2));
    press(&mut model, "shift-f8");
    assert_eq!(place(&model), ("b.py".to_owned(), 0));
}

#[test]
fn control_letters_are_keys_and_the_rest_is_typed() {
    let mut model = editing(&[("app.py", "")]);
    type_text(&mut model, "?:q/D");
    assert_eq!(text(&model, "app.py"), "?:q/D");
    press(&mut model, "ctrl-z");
    assert_eq!(text(&model, "app.py"), "");
}

#[test]
fn files_are_added_renamed_and_deleted() {
    let mut model = editing(&[("app.py", "app = 1\n")]);
    press(&mut model, "f2");
    type_text(&mut model, "file add helper.py");
    press(&mut model, "enter");
    assert_eq!(workspace(&model).shown, "helper.py");
    type_text(&mut model, "x");
    press(&mut model, "f2");
    type_text(&mut model, "file rename lib/helper.py");
    press(&mut model, "enter");
    assert_eq!(text(&model, "lib/helper.py"), "x");
    press(&mut model, "f4 d y");
    assert_eq!(workspace(&model).files.len(), 1);
    assert!(workspace(&model).is_unsaved());
}

#[test]
fn the_entrypoint_is_not_deleted_and_bad_paths_are_refused() {
    let mut model = editing(&[("app.py", "app = 1\n"), ("b.py", "")]);
    press(&mut model, "f4 d");
    assert!(model.overlay.is_none() && model.notice.as_ref().unwrap().text.contains("defines the app"));
    press(&mut model, "a");
    type_text(&mut model, "../x.py");
    press(&mut model, "enter");
    assert!(model.notice.as_ref().unwrap().text.contains("cannot be a path"));
    assert_eq!(workspace(&model).files.len(), 2);
}

#[test]
fn pasted_text_is_one_step_and_without_control_characters() {
    let mut model = editing(&[("app.py", "")]);
    send(&mut model, Message::Paste("a\r\nb\u{1b}[31m".to_owned()));
    assert_eq!(text(&model, "app.py"), "a\nb[31m");
    press(&mut model, "ctrl-z");
    assert_eq!(text(&model, "app.py"), "");
}

#[test]
fn a_click_places_the_cursor_and_a_click_in_the_log_moves_the_focus() {
    let mut model = editing(&[("app.py", "first\nsecond\n")]);
    let layout = screen::workspace::layout(&model);
    click(&mut model, layout.code.x + 79, layout.code.y + 1);
    let cursor = workspace(&model).editor().unwrap().buffer().cursor();
    assert_eq!((cursor.line, cursor.column), (1, 6));
    let log = layout.log.unwrap();
    click(&mut model, log.x + 1, log.y + 1);
    assert_eq!(workspace(&model).focus, Focus::Log);
}

#[test]
fn esc_goes_back_to_the_code_before_it_leaves() {
    let mut model = editing(&[("app.py", "a\n")]);
    press(&mut model, "ctrl-l z");
    assert!(workspace(&model).log.zoomed);
    press(&mut model, "esc");
    assert!(!workspace(&model).log.zoomed);
    press(&mut model, "esc");
    assert_eq!(workspace(&model).focus, Focus::Code);
    press(&mut model, "esc");
    assert!(model.workspace.is_none());
}

#[test]
fn a_smaller_terminal_keeps_everything() {
    let mut model = editing(&[("app.py", "a\n")]);
    type_text(&mut model, "x");
    send(&mut model, Message::Resized { width: 20, height: 5 });
    assert!(model.is_too_small());
    send(
        &mut model,
        Message::Resized {
            width: 200,
            height: 50,
        },
    );
    assert_eq!(text(&model, "app.py"), "xa\n");
}

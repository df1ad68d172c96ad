//! The buffer loses nothing, and history steps have the size a person expects.

use proptest::prelude::*;

use super::super::transaction::Change;
use super::*;

fn type_text(buffer: &mut Buffer, text: &str, now_ms: u64) {
    for character in text.chars() {
        let head = buffer.selection().head;
        let insertion = Transaction::single(Change::insert(head, character.to_string()));
        buffer.apply(insertion, Selection::cursor(head + 1), EditKind::Typing, now_ms);
    }
}

#[test]
fn typing_is_undone_by_the_word() {
    let mut buffer = Buffer::from_text("");
    type_text(&mut buffer, "one two", 0);
    assert!(buffer.undo().is_some());
    assert_eq!(buffer.text(), "one ");
    assert!(buffer.undo().is_some());
    assert_eq!(buffer.text(), "");
    assert!(buffer.undo().is_none());
    assert!(buffer.redo().is_some() && buffer.redo().is_some() && buffer.redo().is_none());
    assert_eq!(buffer.text(), "one two");
}

#[test]
fn a_pause_or_a_moved_cursor_begins_a_new_step() {
    let mut buffer = Buffer::from_text("");
    type_text(&mut buffer, "ab", 0);
    type_text(&mut buffer, "cd", 5_000);
    buffer.set_selection(Selection::cursor(0));
    type_text(&mut buffer, "ef", 5_001);
    for expected in ["abcd", "ab", ""] {
        assert!(buffer.undo().is_some());
        assert_eq!(buffer.text(), expected);
    }
}

#[test]
fn undoing_back_to_the_saved_text_is_unmodified() {
    let mut buffer = Buffer::from_text("x");
    assert!(!buffer.is_modified());
    type_text(&mut buffer, "a", 0);
    buffer.mark_saved();
    type_text(&mut buffer, "b", 1);
    assert!(buffer.is_modified());
    buffer.undo();
    assert!(!buffer.is_modified());
    buffer.undo();
    assert!(buffer.is_modified());
    type_text(&mut buffer, "a", 2);
    assert!(
        buffer.is_modified(),
        "another edit is another text, even where it reads the same"
    );
}

#[test]
fn a_large_paste_is_one_step() {
    let mut buffer = Buffer::from_text("");
    let pasted = "x = 1\n".repeat(100_000);
    let change = Transaction::single(Change::insert(0, pasted.clone()));
    buffer.apply(change, Selection::cursor(600_000), EditKind::Whole, 0);
    assert_eq!(buffer.text(), pasted);
    buffer.undo();
    assert_eq!(buffer.text(), "");
}

#[test]
fn lines_end_where_python_ends_them() {
    let buffer = Buffer::from_text("a\u{c}b\nc\u{2028}d\r\ne");
    assert_eq!(buffer.line_count(), 3);
    assert_eq!(buffer.line(1), "c\u{2028}d");
    assert_eq!(buffer.position_of(buffer.rope().len_chars()), Position::new(2, 1));
}

proptest! {
    #[test]
    fn a_text_comes_back_as_it_went_in(text in any::<String>()) {
        prop_assert_eq!(Buffer::from_text(&text).text(), text);
    }

    #[test]
    fn undoing_everything_and_redoing_it_leads_back(
        text in "[a \r\n]{0,20}",
        edits in prop::collection::vec((0_usize..30, 0_usize..3, "[bc \r\n]{0,3}", any::<bool>(), 0_u64..2_000), 0..20),
    ) {
        let mut buffer = Buffer::from_text(&text);
        let mut now_ms = 0;
        for (start, length, inserted, typed, pause) in edits {
            now_ms += pause;
            let end = buffer.rope().len_chars();
            let range = start.min(end)..(start + length).min(end);
            let after = Selection::cursor(range.start + inserted.len());
            let kind = if typed { EditKind::Typing } else { EditKind::DeletingBackward };
            buffer.apply(Transaction::single(Change::replace(range, inserted)), after, kind, now_ms);
        }
        let edited = buffer.text();
        while buffer.undo().is_some() {}
        prop_assert_eq!(buffer.text(), text);
        prop_assert!(!buffer.is_modified());
        while buffer.redo().is_some() {}
        prop_assert_eq!(buffer.text(), edited);
    }
}

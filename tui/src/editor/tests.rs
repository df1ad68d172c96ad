//! Commands as a person sees them: a text with its selection marked, what was pressed, the text after.
//!
//! The marks are those of the helix editor's tests: `#[|]#` is a cursor, `#[abc|]#` a selection with the cursor at its
//! end, `#[|abc]#` one with the cursor at its start.

use proptest::prelude::*;
use rstest::rstest;

use super::command::{EditorCommand, Motion, Outcome};
use super::position::Position;
use super::search::{CaseRule, Query, Syntax};
use super::*;
use EditorCommand::*;

fn editor(marked: &str, language: Language) -> Editor {
    let (before, rest) = marked.split_once("#[").expect("a selection");
    let (selected, behind) = rest.split_once("]#").expect("the end of the selection");
    let inner = selected.trim_matches('|');
    let start = before.chars().count();
    let end = start + inner.chars().count();
    let mut editor = Editor::new(&format!("{before}{inner}{behind}"), language);
    editor.resize(80, 24);
    editor.select(if selected.ends_with('|') {
        Selection::new(start, end)
    } else {
        Selection::new(end, start)
    });
    editor
}

fn marked(editor: &Editor) -> String {
    let selection = editor.buffer().selection();
    let rope = editor.buffer().rope();
    let selected = rope.slice(selection.range());
    let (left, right) = if selection.head < selection.anchor {
        ("|", "")
    } else {
        ("", "|")
    };
    format!(
        "{}#[{left}{selected}{right}]#{}",
        rope.slice(..selection.start()),
        rope.slice(selection.end()..)
    )
}

fn check(before: &str, commands: impl IntoIterator<Item = EditorCommand>, after: &str) -> Outcome {
    check_in(Language::Python, before, commands, after)
}

fn check_in(
    language: Language,
    before: &str,
    commands: impl IntoIterator<Item = EditorCommand>,
    after: &str,
) -> Outcome {
    let mut editor = editor(before, language);
    let outcome = commands
        .into_iter()
        .fold(Outcome::default(), |_, command| editor.execute(command, 0));
    assert_eq!(marked(&editor), after);
    outcome
}

fn insert(text: &str) -> EditorCommand {
    Insert(text.to_owned())
}

fn literal(pattern: &str) -> EditorCommand {
    Find(Query::new(pattern, Syntax::Literal, CaseRule::Smart).unwrap())
}

#[rstest]
#[case::after_a_colon("def f():#[|]#", "def f():\n    #[|]#")]
#[case::after_a_colon_and_comment("if x:  # why#[|]#", "if x:  # why\n    #[|]#")]
#[case::after_return("def f():\n    return 1#[|]#\n", "def f():\n    return 1\n#[|]#\n")]
#[case::after_a_name_like_return("def f():\n    returned#[|]#\n", "def f():\n    returned\n    #[|]#\n")]
#[case::in_a_comment("    # why:#[|]#", "    # why:\n    #[|]#")]
#[case::in_a_string("    x = 'why:#[|]#'", "    x = 'why:\n    #[|]#'")]
#[case::between_brackets("f(#[|]#)", "f(\n    #[|]#\n)")]
#[case::tabs_stay_tabs("\tif x:#[|]#", "\tif x:\n\t\t#[|]#")]
#[case::carriage_returns_stay("a\r\nif x:#[|]#\r\n", "a\r\nif x:\r\n    #[|]#\r\n")]
#[case::a_selection_goes("if x: #[abc|]#", "if x: \n    #[|]#")]
#[case::in_the_indent("  #[|]#  x", "  \n  #[|]#  x")]
fn a_new_line_is_indented(#[case] before: &str, #[case] after: &str) {
    check(before, [Newline], after);
}

#[rstest]
#[case::an_indent_step("        #[|]#x", "    #[|]#x")]
#[case::back_to_the_step("      #[|]#x", "    #[|]#x")]
#[case::a_character("  x#[|]#", "  #[|]#")]
#[case::a_grapheme("e\u{301}👩‍👩‍👧#[|]#", "e\u{301}#[|]#")]
#[case::a_whole_line_ending("a\r\n#[|]#b", "a#[|]#b")]
#[case::a_tab("\t\t#[|]#x", "\t#[|]#x")]
#[case::the_selection("a#[bc|]#d", "a#[|]#d")]
#[case::nothing_at_the_start("#[|]#a", "#[|]#a")]
fn backspace_takes(#[case] before: &str, #[case] after: &str) {
    check(before, [Backspace], after);
}

#[rstest]
#[case(Delete, "a#[|]#\r\nb", "a#[|]#b")]
#[case(Delete, "a#[|]#", "a#[|]#")]
#[case(DeleteWordLeft, "one two#[|]#", "one #[|]#")]
#[case(DeleteWordLeft, "one \n#[|]#two", "one #[|]#two")]
#[case(DeleteWordRight, "#[|]#one two", "#[|]# two")]
#[case(DeleteToLineEnd, "a#[|]#bc\nd", "a#[|]#\nd")]
#[case(DeleteToLineEnd, "a#[|]#\nd", "a#[|]#d")]
#[case(DeleteLine, "one\ntw#[|]#o\nthree", "one\nth#[|]#ree")]
#[case(DeleteLine, "one\ntw#[|]#o", "on#[|]#e")]
#[case(DeleteLine, "on#[|]#e", "#[|]#")]
#[case(DeleteLine, "a\n#[b\n|]#c\n", "a\n#[|]#c\n")]
fn deletions(#[case] command: EditorCommand, #[case] before: &str, #[case] after: &str) {
    check(before, [command], after);
}

#[rstest]
#[case(Motion::WordRight, "#[|]#one.two", "one#[|]#.two")]
#[case(Motion::WordRight, "one#[|]#\n  two", "one\n#[|]#  two")]
#[case(Motion::WordLeft, "one two_2#[|]#", "one #[|]#two_2")]
#[case(Motion::Left, "a#[bc|]#", "a#[|]#bc")]
#[case(Motion::Right, "#[|ab]#c", "ab#[|]#c")]
#[case(Motion::LineStart, "    x = 1#[|]#", "    #[|]#x = 1")]
#[case(Motion::LineStart, "    #[|]#x = 1", "#[|]#    x = 1")]
#[case(Motion::LineStart, "#[|]#    x = 1", "    #[|]#x = 1")]
#[case(Motion::LineEnd, "#[|]#ab\r\nc", "ab#[|]#\r\nc")]
#[case(Motion::Up, "#[|]#ab", "#[|]#ab")]
#[case(Motion::Up, "a#[|]#b", "#[|]#ab")]
#[case(Motion::Down, "a#[|]#b", "ab#[|]#")]
#[case(Motion::Down, "\t#[|]#x\nabcdef", "\tx\nabcd#[|]#ef")]
#[case(Motion::Down, "世界#[|]#x\nabcdef", "世界x\nabcd#[|]#ef")]
#[case(Motion::PageDown(2), "a#[|]#\nb\nc\nd", "a\nb\nc#[|]#\nd")]
#[case(Motion::BufferEnd, "#[|]#a\nb\n", "a\nb\n#[|]#")]
#[case(Motion::MatchingBracket, "f#[|]#(a, ')')", "f(a, ')'#[|]#)")]
fn motions(#[case] motion: Motion, #[case] before: &str, #[case] after: &str) {
    check(before, [Move(motion)], after);
}

#[test]
fn vertical_motions_keep_the_column_over_short_lines() {
    check(
        "abc#[|]#d\n\nabcd",
        [Move(Motion::Down), Move(Motion::Down)],
        "abcd\n\nabc#[|]#d",
    );
}

#[test]
fn selections_grow_by_their_head() {
    check(
        "ab#[|]#c",
        [Select(Motion::Left), Select(Motion::Left)],
        "#[|ab]#c",
    );
    check("a #[|]#word b", [SelectWord], "a #[word|]# b");
    check("a\nb#[|]#c\nd", [SelectLine], "a\n#[bc\n|]#d");
    check("a#[|]#b", [SelectAll], "#[ab|]#");
    check("a#[bc|]#", [ClearSelection], "abc#[|]#");
    check(
        "#[|]#a\nbc",
        [GoTo(Position::new(1, 1)), SelectTo(Position::new(9, 9))],
        "a\nb#[c|]#",
    );
}

#[rstest]
#[case(Indent, "a#[|]#b", "a   #[|]#b")]
#[case(Indent, "#[a\n\nb|]#", "#[    a\n\n    b|]#")]
#[case(Indent, "\tx\n#[|]#", "\tx\n\t#[|]#")]
#[case(Dedent, "      a#[|]#", "  a#[|]#")]
#[case(Dedent, "#[    a\n\tb\n c|]#", "#[a\nb\nc|]#")]
#[case(ToggleComment, "    a#[|]#", "    # a#[|]#")]
#[case(ToggleComment, "    # a#[|]#", "    a#[|]#")]
#[case(ToggleComment, "#[  a\n\n    b|]#\n", "#[  # a\n\n  #   b|]#\n")]
#[case(ToggleComment, "#[#a\n# b|]#", "#[a\nb|]#")]
#[case(DuplicateLine, "a\nb#[|]#c\nd", "a\nbc\nb#[|]#c\nd")]
#[case(DuplicateLine, "a#[|]#", "a\na#[|]#")]
#[case(MoveLineUp, "a\r\nb#[|]#", "b#[|]#\r\na")]
#[case(MoveLineUp, "a#[|]#\nb", "a#[|]#\nb")]
#[case(MoveLineDown, "#[a\nb\n|]#ccc", "ccc\n#[a\nb|]#")]
#[case(MoveLineDown, "a#[|]#\nbb\nc", "bb\na#[|]#\nc")]
fn line_commands(#[case] command: EditorCommand, #[case] before: &str, #[case] after: &str) {
    check(before, [command], after);
}

#[test]
fn comments_have_the_marks_of_the_language() {
    check_in(
        Language::Html,
        "  <p>#[|]#",
        [ToggleComment],
        "  <!-- <p>#[|]# -->",
    );
    check_in(
        Language::Html,
        "  <!-- <p> -->#[|]#",
        [ToggleComment],
        "  <p>#[|]#",
    );
    check_in(Language::JavaScript, "x#[|]#", [ToggleComment], "// x#[|]#");
    let outcome = check_in(Language::Json, "#[|]#{}", [ToggleComment], "#[|]#{}");
    assert_eq!(
        outcome.message.as_deref(),
        Some("this kind of file has no comments")
    );
}

#[test]
fn pasted_text_is_sanitised_and_one_step() {
    let outcome = check(
        "a\r\n#[b|]#\r\n",
        [Paste("x\ny\u{1b}\0".into())],
        "a\r\nx\r\ny#[|]#\r\n",
    );
    assert_eq!(outcome.message.as_deref(), Some("2 control characters removed"));
    check("#[|]#", [Paste("x y z\n".into()), Undo], "#[|]#");
    check("#[|]#", [Paste("x y z\n".into()), Undo, Redo], "x y z\n#[|]#");
}

#[test]
fn undo_restores_the_selection_and_says_when_there_is_nothing() {
    check("#[ab|]#c", [insert("x"), insert("y"), Undo], "#[ab|]#c");
    assert_eq!(
        check("#[|]#a", [Undo], "#[|]#a").message.as_deref(),
        Some("nothing to undo")
    );
    check("    a#[|]#", [Backspace, Backspace, Undo], "    a#[|]#");
}

#[test]
fn finding_goes_round() {
    let outcome = check("#[|]#ab Ab", [literal("ab"), FindNext], "ab #[Ab|]#");
    assert_eq!(outcome.message.as_deref(), Some("match 2 of 2"));
    let outcome = check("#[|]#ab Ab", [literal("ab"), FindPrevious], "ab #[Ab|]#");
    assert_eq!(
        outcome.message.as_deref(),
        Some("match 2 of 2, from the bottom again")
    );
    let outcome = check("a#[|]#", [literal("x")], "a#[|]#");
    assert_eq!(outcome.message.as_deref(), Some("no match for \"x\""));
}

#[test]
fn replacing_goes_on_to_the_next_match() {
    check("#[|]#ab ab", [literal("ab"), Replace("$1".into())], "$1 #[ab|]#");
    let regex = Find(Query::new(r"(\w)=(\w)", Syntax::Regex, CaseRule::Smart).unwrap());
    let outcome = check(
        "#[|]#a=b c=d",
        [regex, ReplaceAll("$2=$1".into())],
        "b=a#[|]# d=c",
    );
    assert_eq!(outcome.message.as_deref(), Some("2 replaced"));
    check(
        "#[|]#ab ab",
        [literal("ab"), ReplaceAll("c".into()), Undo],
        "#[ab|]# ab",
    );
}

#[test]
fn cut_and_copy_take_the_line_when_nothing_is_selected() {
    let outcome = check("a\r\nb#[|]#\r\nc", [Cut], "a\r\nc#[|]#");
    assert_eq!(outcome.clipboard.as_deref(), Some("b\r\n"));
    assert_eq!(
        check("a#[b|]#", [Copy], "a#[b|]#").clipboard.as_deref(),
        Some("b")
    );
    assert_eq!(check("a#[b|]#", [Cut], "a#[|]#").clipboard.as_deref(), Some("b"));
}

#[test]
fn a_line_that_does_not_exist_is_said() {
    let outcome = check("#[|]#a\nb", [GoToLine(9)], "a\n#[|]#b");
    assert_eq!(
        outcome.message.as_deref(),
        Some("there is no line 9: the file has 2")
    );
}

#[test]
fn findings_move_with_their_lines() {
    let mut editor = editor("#[|]#a\nb", Language::Python);
    editor.set_diagnostics(vec![Diagnostic {
        start: Position::new(1, 0),
        end: Position::new(1, 1),
        severity: diagnostic::Severity::Error,
        message: String::new(),
    }]);
    editor.execute(Paste("x\ny\n".into()), 0);
    assert_eq!(editor.diagnostics()[0].start, Position::new(3, 0));
    editor.execute(Undo, 0);
    assert_eq!(editor.diagnostics()[0].start, Position::new(1, 0));
}

fn any_command() -> impl Strategy<Value = EditorCommand> {
    let text = prop::sample::select(vec![
        "a", "(", "\r", "\u{1b}", "e\u{301}", "世", "\t", "'''", " ", "\u{301}",
    ]);
    let fixed = prop::sample::select(vec![
        Newline,
        Backspace,
        Delete,
        DeleteWordLeft,
        DeleteWordRight,
        DeleteToLineEnd,
        DeleteLine,
        SelectAll,
        SelectLine,
        SelectWord,
        ClearSelection,
        Indent,
        Dedent,
        ToggleComment,
        DuplicateLine,
        MoveLineUp,
        MoveLineDown,
        Undo,
        Redo,
        FindNext,
        FindPrevious,
        Replace("b".into()),
        ReplaceAll("\r\n".into()),
        Cut,
        literal("a"),
    ]);
    let motion = prop::sample::select(vec![
        Motion::Left,
        Motion::Right,
        Motion::Up,
        Motion::Down,
        Motion::WordLeft,
        Motion::WordRight,
        Motion::LineStart,
        Motion::LineEnd,
        Motion::PageUp(3),
        Motion::PageDown(3),
        Motion::BufferStart,
        Motion::BufferEnd,
        Motion::MatchingBracket,
    ]);
    prop_oneof![
        text.prop_map(insert),
        fixed,
        motion.clone().prop_map(Move),
        motion.prop_map(Select),
        (0_usize..9, 0_usize..9).prop_map(|(line, column)| GoTo(Position::new(line, column))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is done, the selection stays on boundaries of the text and undoing everything leads back.
    #[test]
    fn any_commands_keep_the_text_whole(
        text in "[a (:\\r\\n\té世\u{301}]{0,30}",
        commands in prop::collection::vec(any_command(), 1..25),
    ) {
        let mut editor = Editor::new(&text, Language::Python);
        editor.resize(20, 4);
        for command in commands {
            let before = editor.buffer().version();
            let outcome = editor.execute(command, 0);
            prop_assert_eq!(outcome.changed, editor.buffer().version() != before);
            let Selection { anchor, head } = editor.buffer().selection();
            prop_assert!(anchor.max(head) <= editor.buffer().rope().len_chars());
        }
        while editor.execute(Undo, 0).changed {}
        prop_assert_eq!(editor.buffer().text(), text);
        prop_assert!((0..editor.buffer().line_count()).all(|line| !editor.is_line_changed(line)));
    }

    /// Motions stop between graphemes only: never inside `\r\n` or between a letter and its accent.
    #[test]
    fn motions_never_stop_inside_a_character(
        text in "[ab .\\r\\n\té世\u{301}👩\u{200d}]{0,40}",
        motions in prop::collection::vec(any_command(), 1..20),
    ) {
        use unicode_segmentation::UnicodeSegmentation;
        let mut boundaries = vec![0];
        for grapheme in text.graphemes(true) {
            boundaries.push(boundaries.last().unwrap() + grapheme.chars().count());
        }
        let mut editor = Editor::new(&text, Language::PlainText);
        for command in motions.into_iter().filter(|command| matches!(command, Move(_) | Select(_))) {
            editor.execute(command.clone(), 0);
            let head = editor.buffer().selection().head;
            prop_assert!(boundaries.contains(&head), "{:?} stopped at {}", command, head);
        }
    }
}

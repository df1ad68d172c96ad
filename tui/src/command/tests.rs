use rstest::rstest;

use super::*;

#[rstest]
#[case("deploy", Command::Deploy)]
#[case(":w", Command::Write)]
#[case("  q ", Command::Quit)]
#[case("open my app", Command::Open("my app".to_owned()))]
#[case("o demo", Command::Open("demo".to_owned()))]
#[case("file rename a/b.py", Command::FileRename("a/b.py".to_owned()))]
#[case("theme", Command::Theme(None))]
#[case("theme paper", Command::Theme(Some("paper".to_owned())))]
#[case("goto 12", Command::GoTo(12))]
#[case("12", Command::GoTo(12))]
fn lines_become_commands(#[case] line: &str, #[case] expected: Command) {
    assert_eq!(parse(line), Ok(expected));
}

#[rstest]
#[case("nonsense x", "there is no command nonsense")]
#[case("open", ":open NAME")]
#[case("goto here", ":goto LINE")]
#[case("deploy now", ":deploy")]
#[case("", "there is no command")]
fn other_lines_say_what_is_wrong(#[case] line: &str, #[case] expected: &str) {
    let error = parse(line).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn names_are_sorted_and_no_short_form_is_a_name() {
    assert!(COMMANDS.is_sorted_by_key(|entry| entry.name));
    for short in COMMANDS.iter().filter_map(|entry| entry.short) {
        assert!(COMMANDS.iter().all(|entry| entry.name != short));
    }
}

#[test]
fn completions_go_round() {
    let mut line = CommandLine::new("de");
    line.typed(vec!["delete".to_owned(), "deploy".to_owned()]);
    line.cycle(true);
    line.cycle(true);
    assert_eq!(line.input.text(), "deploy");
    line.cycle(true);
    assert_eq!(line.input.text(), "delete");
    line.cycle(false);
    assert_eq!(line.input.text(), "deploy");
}

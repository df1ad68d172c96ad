//! Ends and faults of the workstation itself: nothing typed is lost, and the terminal is given back.

use std::fs;

use crate::open_template;
use crate::terminal::{Home, Terminal};

/// The journal's only entry as it is on the disk; empty while there is none.
pub(crate) fn journal(home: &Home) -> String {
    let folders = fs::read_dir(home.path().join("state/fp/journal"))
        .into_iter()
        .flatten();
    let mut entries = folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    let is_entry = |path: &std::path::Path| path.extension().is_some_and(|extension| extension == "json");
    entries
        .find_map(|entry| Some(entry.unwrap().path()).filter(|path| is_entry(path)))
        .and_then(|path| fs::read_to_string(path).ok())
        .unwrap_or_default()
}

#[test]
fn an_edit_the_server_never_saw_is_restored_from_the_journal() {
    let home = Home::new();
    let mut terminal = open_template(&home, 24, 80);
    terminal.wait_for_words("draft saved");
    terminal.keys("Orphan");
    terminal.wait_for("the journal to have it", |_| journal(&home).contains("Orphan"));
    terminal.kill();
    // The journal forgets what the server has: this edit is nowhere else.
    assert!(journal(&home).contains("Orphan"));
    let again = Terminal::start(home.path(), &["--local", "open", "hello-api"], 24, 80);
    again.wait_for("the edit and where it comes from", |text| {
        text.contains("Orphan") && text.contains("unsaved change")
    });
    again.wait_for_words("draft saved");
}

#[test]
fn a_journal_that_cannot_be_written_is_said_and_the_text_reaches_the_server() {
    let home = Home::new();
    let blocked = home.path().join("blocked");
    fs::write(&blocked, "a file where a folder should be").unwrap();
    // An app to open, made by a workstation that is well.
    open_template(&home, 24, 80).wait_for_words("draft saved");
    let mut terminal = Terminal::start_with(
        home.path(),
        &["--local", "open", "hello-api"],
        &[("FP_STATE_DIR", blocked.to_str().unwrap())],
        24,
        80,
    );
    terminal.wait_for_words("from fastapi");
    terminal.keys("# Precious");
    terminal.wait_for("the trouble in words", |text| {
        text.contains("edits are not kept on this machine") && text.contains("# Precious")
    });
    terminal.wait_for("the server to have the text", |text| {
        text.contains("draft saved") && crate::http::record(&home).to_string().contains("# Precious")
    });
}

#[test]
fn edits_that_could_be_kept_nowhere_are_not_dropped_in_silence() {
    let home = Home::new();
    let blocked = home.path().join("blocked");
    fs::write(&blocked, "a file where a folder should be").unwrap();
    open_template(&home, 24, 80).wait_for_words("draft saved");
    let mut terminal = Terminal::start_with(
        home.path(),
        &["--local", "open", "hello-api"],
        &[("FP_STATE_DIR", blocked.to_str().unwrap())],
        24,
        80,
    );
    terminal.wait_for_words("from fastapi");
    home.kill_server();
    terminal.wait_for_words("not connected");
    terminal.keys("# Doomed");
    terminal.wait_for("no promise that is not kept", |text| {
        text.contains("# Doomed") && text.contains("● unsaved ") && !text.contains("kept locally")
    });
    let raw = String::from_utf8_lossy(&terminal.terminate()).into_owned();
    let (_, said) = raw.rsplit_once("\x1b[?1049l").unwrap();
    assert!(
        said.contains("fp: edits are not kept on this machine"),
        "{said:?}"
    );
}

/// What is on when `fp` has the terminal, and how each is turned off (DEC private modes).
const TAKEN: [(&str, &str); 5] = [
    ("\x1b[?1049h", "\x1b[?1049l"),
    ("\x1b[?2004h", "\x1b[?2004l"),
    ("\x1b[?1000h", "\x1b[?1000l"),
    ("\x1b[?1004h", "\x1b[?1004l"),
    ("\x1b[?25l", "\x1b[?25h"),
];

#[test]
fn the_terminal_is_given_back_after_sigterm() {
    let home = Home::new();
    let mut terminal = open_template(&home, 24, 80);
    terminal.keys("Farewell");
    terminal.wait_for_words("Farewell");
    let raw = String::from_utf8_lossy(&terminal.terminate()).into_owned();
    for (on, off) in TAKEN {
        let taken = raw.rfind(on).expect(on);
        assert!(raw.rfind(off).expect(off) > taken, "{off:?} is missing");
    }
    let again = Terminal::start(home.path(), &["--local", "open", "hello-api"], 24, 80);
    again.wait_for_words("Farewell");
}

#[test]
fn no_color_means_no_colour() {
    let home = Home::new();
    assert!(!colours(&gallery(&home, &[])).is_empty(), "the test sees colours");
    assert_eq!(
        colours(&gallery(&home, &[("NO_COLOR", "1")])),
        Vec::<String>::new()
    );
}

/// Everything written until the code of a template is on screen.
fn gallery(home: &Home, variables: &[(&str, &str)]) -> String {
    let mut terminal = Terminal::start_with(home.path(), &["--local"], variables, 24, 80);
    terminal.wait_for("the empty list", |text| text.contains("template"));
    terminal.keys("t");
    terminal.wait_for_words("[app.py]");
    String::from_utf8_lossy(&terminal.raw()).into_owned()
}

fn colours(raw: &str) -> Vec<String> {
    raw.split("\x1b[")
        .filter_map(|rest| rest.split_once('m'))
        .map(|(parameters, _)| parameters.to_owned())
        .filter(|parameters| parameters.split(';').any(is_colour))
        .collect()
}

/// SGR parameters that choose a colour (ECMA-48 8.3.117, and 90 to 107 of aixterm); 39 and 49 undo one.
fn is_colour(parameter: &str) -> bool {
    matches!(parameter.parse(), Ok(30..=38 | 40..=48 | 90..=97 | 100..=107))
}

//! The main loop, with keys only, in a pseudo-terminal against a real server:
//! template → change one word → deploy → the address answers with the new word → its log line is on screen.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod bad_input;
mod endings;
mod fixing;
mod http;
mod terminal;

use terminal::{Home, Terminal};

const F5: &str = "\x1b[15~";
const ENTER: &str = "\r";

/// From an empty home to the code of the template `Hello API`, its first words selected.
fn open_template(home: &Home, rows: u16, columns: u16) -> Terminal {
    let mut terminal = Terminal::start(home.path(), &["--local"], rows, columns);
    terminal.wait_for("the empty list", |text| text.contains("template"));
    terminal.keys("t");
    terminal.wait_for_words("Hello API");
    terminal.keys("/Hello API");
    terminal.wait_for("the best match to be selected", |text| {
        text.contains("search: Hello API") && text.contains("▸ Hello API")
    });
    terminal.keys(ENTER);
    // No wait: what is typed while the app is on its way is meant for it.
    terminal
}

/// The address of the only app.
fn address(home: &Home) -> String {
    let listed = home.fp(&["--local", "list", "--json"]);
    let apps: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    apps[0]["deployment_url"].as_str().unwrap().to_owned()
}

fn main_loop(rows: u16, columns: u16) {
    let home = Home::new();
    let mut terminal = open_template(&home, rows, columns);
    terminal.keys("Bonjour");
    terminal.wait_for_words("Bonjour");
    terminal.keys(F5);
    terminal.wait_for_words("is live");
    let (status, body) = http::get(&address(&home), "/");
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("Bonjour"), "{body}");
    terminal.wait_for("the request's log line", |text| text.contains("GET / 200"));
}

#[test]
fn the_main_loop_at_80_by_24() {
    main_loop(24, 80);
}

#[test]
fn the_main_loop_at_200_by_50() {
    main_loop(50, 200);
}

#[test]
fn an_edit_survives_a_killed_terminal() {
    let home = Home::new();
    let mut terminal = open_template(&home, 24, 80);
    terminal.keys("Survivor");
    terminal.wait_for_words("Survivor");
    // The edit is safe once the workstation says so: as a draft on the server.
    terminal.wait_for("the draft to be saved", |text| text.contains("draft saved"));
    terminal.keys(" unsaved");
    terminal.wait_for_words("Survivor unsaved");
    terminal.kill();
    let mut again = Terminal::start(home.path(), &["--local"], 24, 80);
    again.wait_for_words("hello-api");
    again.keys(ENTER);
    again.wait_for_words("Survivor");
}

#[test]
fn a_failed_deployment_opens_the_line_at_fault() {
    let home = Home::new();
    let mut terminal = open_template(&home, 24, 80);
    terminal.keys("Works");
    terminal.keys(F5);
    terminal.wait_for_words("is live");
    // To the end of the file, and a line that raises at import.
    terminal.keys("\x1b[1;5F");
    terminal.keys("\rraise RuntimeError('no luck')\r");
    terminal.keys("\x1b[1;5H");
    terminal.keys(F5);
    terminal.wait_for("the reason", |text| {
        text.contains("no luck") && text.contains("failed")
    });
    terminal.keys("\x1b[20~");
    terminal.wait_for("the line at fault", |text| text.contains("raise RuntimeError"));
}

#[test]
fn a_restarted_server_is_found_again() {
    let home = Home::new();
    let mut terminal = open_template(&home, 24, 80);
    terminal.wait_for_words("draft saved");
    home.kill_server();
    terminal.keys("Offline");
    terminal.wait_for("the word that the server is away", |text| {
        text.contains("not connected")
    });
    assert!(terminal.wait_for_words("Offline").contains("Offline"));
}

#[test]
fn a_wrong_password_is_said_and_nothing_is_lost() {
    let home = Home::new();
    // The server of this home, started by the workstation itself.
    let terminal = Terminal::start(home.path(), &["--local"], 24, 80);
    terminal.wait_for("the empty list", |text| text.contains("template"));
    let url = home.server()["url"].as_str().unwrap().to_owned();
    let mut other = Terminal::start(home.path(), &["--server", &url], 24, 80);
    other.wait_for("the sign-in screen", |text| {
        text.to_lowercase().contains("password")
    });
    other.keys("owner\tnot the password\r");
    other.wait_for("the refusal", |text| text.to_lowercase().contains("incorrect"));
    assert!(other.wait_for_words("owner").contains("owner"));
}

#[test]
fn the_screen_follows_the_terminal_down_to_80_by_24() {
    let home = Home::new();
    let terminal = open_template(&home, 50, 200);
    terminal.resize(24, 80);
    let screen = terminal.wait_for_words("from fastapi");
    assert!(screen.lines().count() <= 24);
}

#[test]
fn a_dead_server_gives_a_clear_word() {
    let home = Home::new();
    let mut terminal = Terminal::start(
        home.path(),
        &["--server", "http://127.0.0.1:9", "--token", "x"],
        24,
        80,
    );
    terminal.wait_for("the word that the server is away", |text| {
        text.contains("not connected")
    });
    terminal.keys("q");
    assert!(terminal.ended());
}

//! Text nobody should have to type: too much of it, control characters, other encodings and line endings.

use std::fs;

use crate::terminal::{Home, Terminal};
use crate::{ENTER, F5, address, http, open_template};

const CTRL_END: &str = "\x1b[1;5F";
const CTRL_HOME: &str = "\x1b[1;5H";

/// Where `needle` is in what was written to a terminal.
fn find(raw: &[u8], needle: &str) -> Option<usize> {
    raw.windows(needle.len())
        .position(|window| window == needle.as_bytes())
}

/// Nothing of this may reach a terminal from outside: each is spelled as no workstation does.
fn assert_harmless(raw: &[u8]) {
    for (name, bytes) in [
        ("a title", "\x1b]0;"),
        ("a blink", "\x1b[5m"),
        ("a bell", "\x07"),
        ("a NUL", "\0"),
        ("a C1 control sequence", "\u{9b}"),
        ("a C1 operating system command", "\u{9d}"),
    ] {
        assert_eq!(find(raw, bytes), None, "{name} reached the terminal");
    }
}

#[test]
fn a_paste_of_600_kb_is_kept_whole_and_not_deployed() {
    let home = Home::new();
    let mut terminal = open_template(&home, 24, 80);
    terminal.wait_for_words("from fastapi");
    terminal.keys(CTRL_END);
    let lines: Vec<_> = (0..22_000)
        .map(|number| format!("# line {number:06} of many lines\n"))
        .collect();
    let pasted = lines.concat();
    assert!(pasted.len() > 600_000);
    terminal.paste(&pasted);
    terminal.wait_for_words("line 021999");
    terminal.keys(F5);
    terminal.wait_for("the refusal", |text| {
        text.contains("not deployed") && text.contains("512000 allowed; the text is kept")
    });
    let kept = |files: &str| files.contains(&pasted);
    terminal.wait_for("the text to be kept", |_| {
        kept(&journal(&home)) || http::record(&home)["draft_code"].as_str().is_some_and(kept)
    });
    assert!(http::record(&home)["deployed_code"].is_null());
}

/// All that the journal keeps of the app's entry file.
fn journal(home: &Home) -> String {
    let text = crate::endings::journal(home);
    let entry: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    entry["files"]["app.py"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn pasted_control_characters_do_not_reach_the_terminal() {
    let home = Home::new();
    let mut terminal = open_template(&home, 24, 80);
    terminal.wait_for_words("from fastapi");
    terminal.paste("\x1b]0;owned\x07\x1b[5mblink\0\u{9b}5m\u{9d}pasted");
    terminal.wait_for("how many were removed", |text| {
        text.contains("6 control characters removed") && text.contains("pasted")
    });
    assert_harmless(&terminal.raw());
}

#[test]
fn an_apps_output_does_not_reach_the_terminal_raw() {
    let home = Home::new();
    let mut terminal = open_template(&home, 24, 80);
    terminal.keys("Loud");
    terminal.keys(CTRL_END);
    let line = r#"print("\x1b]0;owned\x07\x1b[5mblink\x00\u009b5m\u009dC1 and", "so" + "forth")"#;
    terminal.paste(&format!("\n{line}\n"));
    terminal.keys(F5);
    terminal.wait_for_words("is live");
    terminal.wait_for("the app's line in the log", |text| text.contains("and soforth"));
    assert_harmless(&terminal.raw());
}

#[test]
fn crlf_and_tabs_survive_open_edit_and_deploy() {
    let home = Home::new();
    let folder = home.path().join("windows");
    fs::create_dir(&folder).unwrap();
    let code = concat!(
        "from fastapi import FastAPI\r\n",
        "\r\n",
        "app = FastAPI()\r\n",
        "\r\n",
        "\r\n",
        "@app.get(\"/\")\r\n",
        "def home():\r\n",
        "\treturn \"tab\tinside\"\r\n",
    );
    fs::write(folder.join("app.py"), code).unwrap();
    let deployed = home.fp(&["--local", "deploy", "windows"]);
    assert!(
        deployed.status.success(),
        "{}",
        String::from_utf8_lossy(&deployed.stderr)
    );
    let mut terminal = Terminal::start(home.path(), &["--local", "open", "windows"], 24, 80);
    terminal.wait_for_words("from fastapi");
    terminal.keys(CTRL_HOME);
    terminal.keys("# edited");
    terminal.keys(ENTER);
    terminal.wait_for_words("# edited");
    terminal.keys(F5);
    let edited = format!("# edited\r\n{code}");
    terminal.wait_for("the server to have it live", |text| {
        text.contains("is live") && http::record(&home)["deployed_code"] == edited.as_str()
    });
    assert_eq!(
        http::get(&address(&home), "/"),
        (200, "\"tab\\tinside\"".to_owned())
    );
}

#[test]
fn a_file_that_is_not_utf_8_is_named_and_nothing_is_deployed() {
    let home = Home::new();
    let folder = home.path().join("latin");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("app.py"), b"# caf\xe9\napp = 1\n").unwrap();
    let refused = home.fp(&["--local", "deploy", "latin"]);
    let words = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(3), "{words}");
    assert!(
        words.contains("app.py is not UTF-8 (byte 5 is not); hint: "),
        "{words}"
    );
    assert!(refused.stdout.is_empty());
}

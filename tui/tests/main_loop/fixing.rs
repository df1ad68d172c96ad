//! What the checker finds while somebody types, and mends when asked.

use crate::open_template;
use crate::terminal::Home;

const CTRL_HOME: &str = "\x1b[1;5H";
const CTRL_Z: &str = "\x1a";
const F8: &str = "\x1b[19~";
const ALT_ENTER: &str = "\x1b\r";

#[test]
fn a_finding_is_mended_with_one_key_and_the_fix_undone_with_one_key() {
    let home = Home::new();
    let mut terminal = open_template(&home, 24, 80);
    terminal.wait_for_words("from fastapi");
    terminal.keys(CTRL_HOME);
    terminal.paste("import requests\n");
    terminal.wait_for("the mark of the finding", |text| text.contains("E  1"));
    terminal.keys(F8);
    terminal.wait_for("the offer with its key", |text| {
        text.contains("fix: import `httpx` instead (alt-enter)")
    });
    terminal.keys(ALT_ENTER);
    terminal.wait_for("the fix and how to take it back", |text| {
        text.contains("import httpx as requests") && text.contains("ctrl-z takes it back")
    });
    terminal.keys(CTRL_Z);
    terminal.wait_for("the text as it was", |text| {
        text.contains("import requests") && !text.contains("httpx as requests")
    });
}

//! What is left of the workstation in a terminal after a panic.

use std::io::Read as _;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::*;

const PANICKING: &str = "runtime::terminal::tests::a_panic_with_the_terminal_taken_over";

#[test]
#[ignore = "needs a terminal: `the_terminal_is_given_back_before_a_panic_is_reported` runs it in one"]
#[should_panic = "words to be read"]
fn a_panic_with_the_terminal_taken_over() {
    let _screen = Screen::enter().unwrap();
    panic!("words to be read");
}

#[test]
fn the_terminal_is_given_back_before_a_panic_is_reported() {
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "--nocapture", PANICKING]);
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut raw = Vec::new();
    // Linux ends a pseudo-terminal with an error instead of an end of file.
    let _end = pair.master.try_clone_reader().unwrap().read_to_end(&mut raw);
    assert!(child.wait().unwrap().success(), "it did not panic as it should");

    let raw = String::from_utf8_lossy(&raw);
    let report = raw.find("words to be read").expect("the report is printed");
    let taken = raw.find("\x1b[?1049h").expect("the terminal was taken over");
    assert!(taken < report);
    for off in [
        "\x1b[?1049l",
        "\x1b[?25h",
        "\x1b[?2004l",
        "\x1b[?1000l",
        "\x1b[?1004l",
    ] {
        let given_back = raw.find(off).expect(off);
        assert!(taken < given_back && given_back < report, "{off:?} in {raw}");
    }
}

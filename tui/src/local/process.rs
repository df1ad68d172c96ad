//! The server's process.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal};

/// The hidden command of this program that turns itself into the server.
pub(crate) const SERVE_DETACHED: &str = "serve-detached";

/// Starts the server in a session of its own, so that it outlives this terminal.
///
/// A session can only be begun by the process itself, so this program is started once more and becomes the server
/// ([`serve_detached`]).
pub(super) fn spawn_detached(program: &Path, data: &Path, log: &Path) -> io::Result<Child> {
    let output = OpenOptions::new().create(true).append(true).open(log)?;
    Command::new(std::env::current_exe()?)
        .arg(SERVE_DETACHED)
        .arg(program)
        .env("FP_DATA_DIR", data)
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        .spawn()
}

/// Begins a session and becomes `program serve`; returns only when that fails.
pub fn serve_detached(program: OsString) -> io::Error {
    if let Err(error) = rustix::process::setsid() {
        return error.into();
    }
    Command::new(program).arg("serve").exec()
}

/// Asks a process to end.
pub(super) fn terminate(pid: i32) -> io::Result<()> {
    let pid = Pid::from_raw(pid).ok_or_else(|| io::Error::other("the process number is not valid"))?;
    Ok(rustix::process::kill_process(pid, Signal::TERM)?)
}

/// Whether a process is there.
pub(super) fn is_alive(pid: i32) -> bool {
    Pid::from_raw(pid).is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok())
}

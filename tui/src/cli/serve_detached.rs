//! The hidden command that becomes the server.

use std::ffi::OsString;

use super::error::CliError;
use crate::local;

/// Becomes the server, in a session of its own; returns only when that fails.
pub(super) fn run(program: OsString) -> Result<(), CliError> {
    let shown = program.to_string_lossy().into_owned();
    let error = local::serve_detached(program);
    Err(CliError::Failed(format!("{shown} cannot be run: {error}")))
}

//! Data goes to standard output, everything else to standard error.

use std::io::{self, Write as _};

use serde::Serialize;

use super::error::CliError;

/// Prints a line of data. A reader that has seen enough, such as `head`, is no failure.
pub(super) fn line(text: &str) -> Result<(), CliError> {
    quiet(writeln!(io::stdout().lock(), "{text}"))
}

/// Prints JSON.
pub(super) fn json<T: Serialize>(value: &T) -> Result<(), CliError> {
    line(&serde_json::to_string_pretty(value).map_err(io::Error::other)?)
}

fn quiet(result: io::Result<()>) -> Result<(), CliError> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

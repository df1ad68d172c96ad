//! `fp completions SHELL`.

use super::error::CliError;

/// Prints a completion script.
pub(super) fn run(shell: clap_complete::Shell, command: &mut clap::Command) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, command, "fp", &mut script);
    super::output::line(String::from_utf8_lossy(&script).trim_end())
}

//! `fp man`.

use super::error::CliError;

/// Prints the manual page.
pub(super) fn run(command: clap::Command) -> Result<(), CliError> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    super::output::line(String::from_utf8_lossy(&page).trim_end())
}

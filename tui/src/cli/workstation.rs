//! `fp`, `fp open NAME`.

use std::io::{IsTerminal as _, stdin, stdout};

use super::Options;
use super::error::CliError;
use super::target::Target;
use crate::journal::Journal;
use crate::paths::Paths;
use crate::preferences::Preferences;
use crate::runtime::{self, Start};
use crate::theme;

/// Opens the workstation.
pub(super) fn run(options: &Options, paths: &Paths, open: Option<String>) -> Result<(), CliError> {
    if !stdin().is_terminal() || !stdout().is_terminal() {
        let text = "the workstation needs a terminal; hint: fp list, fp logs and fp deploy work without one";
        return Err(CliError::Failed(text.to_owned()));
    }
    let target = Target::resolve(options, paths)?;
    let preferences = Preferences::new(paths.preferences.clone());
    let asked = options.theme.clone().or_else(|| preferences.theme());
    let (theme, trouble) = theme::initial(asked.as_deref(), no_color());
    runtime::run(Start {
        journal: Journal::new(&paths.state, &target.server),
        server: target.server,
        token: target.token,
        theme,
        notice: trouble.map(|error| error.to_string()),
        open,
        keep_token: target.keep_token,
        preferences,
    })?;
    Ok(())
}

/// <https://no-color.org>: present and not empty.
fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

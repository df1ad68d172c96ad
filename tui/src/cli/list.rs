//! `fp list`.

use super::Options;
use super::error::CliError;
use super::output;
use super::target::{Target, block_on};
use crate::model::apps::word;
use crate::paths::Paths;
use crate::sanitise::one_line;
use crate::screen::widgets::fill;

/// Prints the apps.
pub(super) fn run(options: &Options, paths: &Paths, json: bool) -> Result<(), CliError> {
    let client = Target::resolve(options, paths)?.client()?;
    let apps = block_on(async { Ok(client.apps().await?) })?;
    if json {
        return output::json(&apps);
    }
    for app in apps {
        let name = fill(&one_line(&app.name), 28);
        output::line(&format!(
            "{name} {} {}",
            fill(word(app.condition), 14),
            one_line(&app.deployment_url)
        ))?;
    }
    Ok(())
}

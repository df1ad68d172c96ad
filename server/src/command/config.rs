//! `fp-server config`.

use clap::ArgMatches;
use fp_server::config::{ConfigFile, Options, explain};

/// Prints the settings in use and where each came from.
pub(crate) fn run(options: &Options, matches: &ArgMatches, file: &ConfigFile) -> Result<(), String> {
    println!(
        "{}",
        explain(options, matches, file).map_err(|error| error.to_string())?
    );
    Ok(())
}

//! `fp info`.

use std::path::PathBuf;

use serde::Serialize;

use super::Options;
use super::error::CliError;
use super::output;
use super::target::Target;
use crate::local::Local;
use crate::paths::Paths;

#[derive(Serialize)]
struct Info {
    version: &'static str,
    server: Option<String>,
    config: PathBuf,
    preferences: PathBuf,
    journal: PathBuf,
    data: PathBuf,
    server_log: PathBuf,
    themes: Vec<&'static str>,
}

/// Prints where everything is kept. Starts nothing.
pub(super) fn run(options: &Options, paths: &Paths, json: bool) -> Result<(), CliError> {
    let local = Local::new(paths.data.clone());
    let named = if options.local {
        None
    } else {
        Target::named(options, paths)?
    };
    let info = Info {
        version: env!("CARGO_PKG_VERSION"),
        server: named
            .map(|target| target.server)
            .or_else(|| local.running().map(|file| file.url)),
        config: paths.config.clone(),
        preferences: paths.preferences.clone(),
        journal: paths.state.join("journal"),
        data: paths.data.clone(),
        server_log: local.log(),
        themes: crate::theme::names(),
    };
    if json {
        return output::json(&info);
    }
    output::line(&format!("fp           {}", info.version))?;
    output::line(&format!(
        "server       {}",
        info.server.as_deref().unwrap_or("embedded, not running")
    ))?;
    let places = [
        ("config", &info.config),
        ("preferences", &info.preferences),
        ("journal", &info.journal),
        ("data", &info.data),
        ("server log", &info.server_log),
    ];
    for (name, path) in places {
        output::line(&format!("{name:<12} {}", path.display()))?;
    }
    output::line(&format!("themes       {}", info.themes.join(" ")))
}

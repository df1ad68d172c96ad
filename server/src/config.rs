//! What the server is told: flags, then environment, then `fp-server.toml`, then defaults.
//!
//! `fp-server config` prints what is used and where each value came from.

mod file;
mod secret;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};
use etcetera::BaseStrategy;

pub use file::ConfigFile;
pub use secret::secret_key;

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The configuration file is at fault.
    #[error("{path} cannot be used: {reason}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A value is at fault.
    #[error("{name} cannot be {value:?}: {reason}")]
    Value {
        /// The setting's environment name.
        name: &'static str,
        /// What it was set to.
        value: String,
        /// Why not.
        reason: String,
    },
    /// Neither a home folder nor `FP_DATA_DIR`.
    #[error("no home folder to keep data in\nhint: set FP_DATA_DIR")]
    NoHome,
}

/// Settings of the server. Names of the existing platform's variables are kept.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Address of the API and the gateway.
    #[arg(long, env = "FP_LISTEN", default_value = "127.0.0.1:8700", global = true)]
    pub listen: SocketAddr,
    /// Folder of the record, logs, runner environment and sockets [default: the platform's data folder].
    #[arg(long, env = "FP_DATA_DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// The store engine.
    #[arg(long, env = "FP_STORE", default_value = "sqlite", value_parser = ["sqlite"], global = true)]
    pub store: String,
    /// The runtime engine.
    #[arg(long, env = "FP_RUNTIME", default_value = "local", value_parser = ["local"], global = true)]
    pub runtime: String,
    /// Signs sessions and derives the key of stored secrets [default: generated once into the data folder].
    #[arg(long, env = "SECRET_KEY", hide_env_values = true, global = true)]
    pub secret_key: Option<String>,
    /// Host and port below which apps answer [default: localhost and the port listened on].
    #[arg(long, env = "APP_DOMAIN", global = true)]
    pub app_domain: Option<String>,
    /// Whether clients reach apps over `http` or `https`.
    #[arg(long, env = "FP_SCHEME", default_value = "http", value_parser = ["http", "https"], global = true)]
    pub scheme: String,
    /// Whether anybody may sign up, until an operator decides [default: open on loopback, else closed].
    #[arg(long, env = "FP_SIGNUPS", value_parser = ["open", "closed"], global = true)]
    pub signups: Option<String>,
    /// A Python that has the runner's requirements already; skips preparing one.
    #[arg(long, env = "FP_RUNNER_PYTHON", global = true)]
    pub runner_python: Option<PathBuf>,
    /// Folder of starter apps that replaces the built-in ones.
    #[arg(long, env = "FP_TEMPLATES_DIR", global = true)]
    pub templates_dir: Option<PathBuf>,
    /// Seconds a new revision may take to import, and again to start.
    #[arg(long, env = "FP_START_SECONDS", default_value_t = 30, global = true)]
    pub start_seconds: u32,
    /// Seconds a new revision may take to answer its health check.
    #[arg(long, env = "FP_HEALTH_SECONDS", default_value_t = 10, global = true)]
    pub health_seconds: u32,
    /// Seconds an old revision may take to finish its requests.
    #[arg(long, env = "FP_DRAIN_SECONDS", default_value_t = 30, global = true)]
    pub drain_seconds: u32,
    /// What is logged, such as `info` or `fp_server=debug`.
    #[arg(long, env = "FP_LOG", default_value = "info", global = true)]
    pub log: String,
}

impl Options {
    /// The folder of everything the server keeps.
    pub fn data_dir(&self) -> Result<PathBuf, ConfigError> {
        if let Some(dir) = &self.data_dir {
            return std::path::absolute(dir).map_err(|error| ConfigError::Value {
                name: "FP_DATA_DIR",
                value: dir.display().to_string(),
                reason: error.to_string(),
            });
        }
        let strategy = etcetera::choose_base_strategy().map_err(|_| ConfigError::NoHome)?;
        Ok(strategy.data_dir().join("fp"))
    }

    /// Whether only this machine's users can reach the server.
    pub fn is_embedded(&self) -> bool {
        self.listen.ip().is_loopback()
    }

    /// Host and port below which apps answer when the server listens on `port`.
    pub fn app_domain(&self, port: u16) -> String {
        self.app_domain
            .clone()
            .unwrap_or_else(|| format!("localhost:{port}"))
    }

    /// Whether anybody may sign up until an operator decides.
    pub fn signups_open(&self) -> bool {
        self.signups
            .as_deref()
            .map_or(self.is_embedded(), |word| word == "open")
    }
}

/// Every setting with the value in use and where it came from, a line each; secrets are not shown.
pub fn explain(options: &Options, matches: &ArgMatches, file: &ConfigFile) -> Result<String, ConfigError> {
    let shown = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let path = |value: &Option<PathBuf>| shown(value.as_ref().map(|path| path.display().to_string()));
    let rows = [
        ("listen", "FP_LISTEN", options.listen.to_string()),
        (
            "data_dir",
            "FP_DATA_DIR",
            options.data_dir()?.display().to_string(),
        ),
        ("store", "FP_STORE", options.store.clone()),
        ("runtime", "FP_RUNTIME", options.runtime.clone()),
        (
            "secret_key",
            "SECRET_KEY",
            shown(options.secret_key.as_ref().map(|_| "(set)".to_owned())),
        ),
        (
            "app_domain",
            "APP_DOMAIN",
            options.app_domain(options.listen.port()),
        ),
        ("scheme", "FP_SCHEME", options.scheme.clone()),
        (
            "signups",
            "FP_SIGNUPS",
            if options.signups_open() { "open" } else { "closed" }.to_owned(),
        ),
        ("runner_python", "FP_RUNNER_PYTHON", path(&options.runner_python)),
        ("templates_dir", "FP_TEMPLATES_DIR", path(&options.templates_dir)),
        (
            "start_seconds",
            "FP_START_SECONDS",
            options.start_seconds.to_string(),
        ),
        (
            "health_seconds",
            "FP_HEALTH_SECONDS",
            options.health_seconds.to_string(),
        ),
        (
            "drain_seconds",
            "FP_DRAIN_SECONDS",
            options.drain_seconds.to_string(),
        ),
        ("log", "FP_LOG", options.log.clone()),
    ];
    let line = |(id, name, value): &(&str, &str, String)| {
        format!("{name:<18} {value:<32} {}", source(matches, file, id))
    };
    Ok(rows.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn source(matches: &ArgMatches, file: &ConfigFile, id: &str) -> String {
    match matches.value_source(id) {
        Some(ValueSource::CommandLine) => "flag".to_owned(),
        Some(ValueSource::EnvVariable) => "environment".to_owned(),
        _ if file.sets(id) => file.path.display().to_string(),
        _ => "default".to_owned(),
    }
}

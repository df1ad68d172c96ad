//! What the server is told: flags, then environment, then `fp-server.toml`, then defaults.
//!
//! `fp-server config` prints what is used and where each value came from.

mod file;
mod kubernetes;
mod secret;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};
use etcetera::BaseStrategy;
use fp_contract::quota::QuotaLimits;

use crate::platform::Network;
use crate::platform::quotas::DEFAULT_LIMITS;
use crate::store::mongo::DATABASE;

pub use file::ConfigFile;
pub use kubernetes::KubernetesOptions;
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
    /// The store engine [default: mongodb when `MONGO_URI` is set, else sqlite].
    #[arg(long, env = "FP_STORE", value_parser = ["mongodb", "sqlite"], global = true)]
    pub store: Option<String>,
    /// The `MongoDB` replica set of the record and of tenant databases [default of these: a private `mongod` on demand, where
    /// there is the program].
    #[arg(long, env = "MONGO_URI", hide_env_values = true, global = true)]
    pub mongo_uri: Option<String>,
    /// The database of the record, whatever the URI says.
    #[arg(long, env = "FP_MONGO_DATABASE", default_value = DATABASE, global = true)]
    pub mongo_database: String,
    /// The runtime engine.
    #[arg(long, env = "FP_RUNTIME", default_value = default_runtime(), value_parser = ["local", "kubernetes"], global = true)]
    pub runtime: String,
    /// The program of the private `mongod` [default: `bin` of the data folder, then `PATH`].
    #[arg(long, env = "FP_MONGOD", global = true)]
    pub mongod: Option<PathBuf>,
    /// Signs sessions and derives the key of stored secrets [default: generated once into the data folder].
    #[arg(long, env = "SECRET_KEY", hide_env_values = true, global = true)]
    pub secret_key: Option<String>,
    /// Secrets used before, separated by commas: what they sealed still opens (see `fp-server rotate-key`).
    #[arg(
        long,
        env = "SECRET_KEY_PREVIOUS",
        hide_env_values = true,
        value_delimiter = ',',
        global = true
    )]
    pub secret_key_previous: Vec<String>,
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
    /// Minutes without a request after which an app is put to sleep; 0 for never.
    #[arg(long, env = "FP_IDLE_MINUTES", default_value_t = 0, global = true)]
    pub idle_minutes: u32,
    /// The same in hours, as the existing platform names it; `FP_IDLE_MINUTES` goes before it. Nothing is deleted.
    #[arg(long, env = "INACTIVITY_THRESHOLD_HOURS", default_value_t = 0, global = true)]
    pub inactivity_threshold_hours: u32,
    /// Hours after which a session ends, however much it is used; 8,760 at most.
    #[arg(long, env = "FP_SESSION_HOURS", default_value_t = 168, value_parser = clap::value_parser!(u32).range(1..=8760), global = true)]
    pub session_hours: u32,
    /// Hours without use after which a session ends.
    #[arg(long, env = "FP_SESSION_IDLE_HOURS", default_value_t = 72, value_parser = clap::value_parser!(u32).range(1..=8760), global = true)]
    pub session_idle_hours: u32,
    /// Addresses or networks of proxies before the server, separated by commas: the last address in `X-Forwarded-For` that is
    /// none of theirs is the client's.
    #[arg(long, env = "FP_TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<Network>,
    /// Apps an account may have.
    #[arg(long, env = "FP_MAX_APPS", default_value_t = DEFAULT_LIMITS.apps, global = true)]
    pub max_apps: u32,
    /// Databases an account may have.
    #[arg(long, env = "FP_MAX_DATABASES", default_value_t = DEFAULT_LIMITS.databases, global = true)]
    pub max_databases: u32,
    /// API tokens an account may have.
    #[arg(long, env = "FP_MAX_TOKENS", default_value_t = DEFAULT_LIMITS.tokens, global = true)]
    pub max_tokens: u32,
    /// Templates an account may have.
    #[arg(long, env = "FP_MAX_TEMPLATES", default_value_t = DEFAULT_LIMITS.templates, global = true)]
    pub max_templates: u32,
    /// Days that a deleted app can be restored before it is purged.
    #[arg(long, env = "FP_TRASH_DAYS", default_value_t = 30, global = true)]
    pub trash_days: u32,
    /// What is logged, such as `info` or `fp_server=debug`.
    #[arg(long, env = "FP_LOG", default_value = "info", global = true)]
    pub log: String,
    /// The Kubernetes engine.
    #[command(flatten, next_help_heading = "Kubernetes")]
    pub kubernetes: KubernetesOptions,
}

/// Inside a cluster apps are pods of it, unless it is said otherwise.
fn default_runtime() -> &'static str {
    match std::env::var_os("KUBERNETES_SERVICE_HOST") {
        Some(_) => "kubernetes",
        None => "local",
    }
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

    /// The engine of the record.
    pub fn store(&self) -> &str {
        let default = if self.mongo_uri.is_some() {
            "mongodb"
        } else {
            "sqlite"
        };
        self.store.as_deref().unwrap_or(default)
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

    /// How long an app may be without a request before it is put to sleep; `None` for ever.
    pub fn idle(&self) -> Option<Duration> {
        let minutes = match self.idle_minutes {
            0 => self.inactivity_threshold_hours.saturating_mul(60),
            minutes => minutes,
        };
        (minutes > 0).then(|| Duration::from_mins(minutes.into()))
    }

    /// How much an account may have, unless an operator says otherwise.
    pub fn limits(&self) -> QuotaLimits {
        QuotaLimits {
            apps: self.max_apps,
            databases: self.max_databases,
            tokens: self.max_tokens,
            templates: self.max_templates,
        }
    }

    /// Whether anybody may sign up until an operator decides.
    pub fn signups_open(&self) -> bool {
        self.signups
            .as_deref()
            .map_or(self.is_embedded(), |word| word == "open")
    }
}

/// A setting: its identifier, its environment name and its value.
type Row = (&'static str, &'static str, String);

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
        ("store", "FP_STORE", options.store().to_owned()),
        (
            "mongo_uri",
            "MONGO_URI",
            shown(options.mongo_uri.as_ref().map(|_| "(set)".to_owned())),
        ),
        (
            "mongo_database",
            "FP_MONGO_DATABASE",
            options.mongo_database.clone(),
        ),
        ("runtime", "FP_RUNTIME", options.runtime.clone()),
        ("mongod", "FP_MONGOD", path(&options.mongod)),
        (
            "secret_key",
            "SECRET_KEY",
            shown(options.secret_key.as_ref().map(|_| "(set)".to_owned())),
        ),
        (
            "secret_key_previous",
            "SECRET_KEY_PREVIOUS",
            match options.secret_key_previous.len() {
                0 => "-".to_owned(),
                count => format!("({count} set)"),
            },
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
        (
            "idle_minutes",
            "FP_IDLE_MINUTES",
            options.idle_minutes.to_string(),
        ),
        (
            "inactivity_threshold_hours",
            "INACTIVITY_THRESHOLD_HOURS",
            options.inactivity_threshold_hours.to_string(),
        ),
        ("log", "FP_LOG", options.log.clone()),
    ];
    let (session_rows, quota_rows) = (session_rows(options), quota_rows(options));
    let line = |(id, name, value): &Row| format!("{name:<18} {value:<32} {}", source(matches, file, id));
    let rows = rows.iter().chain(&session_rows).chain(&quota_rows).map(line);
    Ok(rows.collect::<Vec<_>>().join("\n"))
}

/// What an account may have, and how long what it deletes is kept.
fn quota_rows(options: &Options) -> [Row; 5] {
    let row = |id, name, number: u32| (id, name, number.to_string());
    [
        row("max_apps", "FP_MAX_APPS", options.max_apps),
        row("max_databases", "FP_MAX_DATABASES", options.max_databases),
        row("max_tokens", "FP_MAX_TOKENS", options.max_tokens),
        row("max_templates", "FP_MAX_TEMPLATES", options.max_templates),
        row("trash_days", "FP_TRASH_DAYS", options.trash_days),
    ]
}

/// The settings of sessions: identifier, environment name and value.
fn session_rows(options: &Options) -> [Row; 3] {
    let networks: Vec<_> = options.trusted_proxies.iter().map(Network::to_string).collect();
    let networks = if networks.is_empty() {
        "-".to_owned()
    } else {
        networks.join(",")
    };
    [
        (
            "session_hours",
            "FP_SESSION_HOURS",
            options.session_hours.to_string(),
        ),
        (
            "session_idle_hours",
            "FP_SESSION_IDLE_HOURS",
            options.session_idle_hours.to_string(),
        ),
        ("trusted_proxies", "FP_TRUSTED_PROXIES", networks),
    ]
}

fn source(matches: &ArgMatches, file: &ConfigFile, id: &str) -> String {
    match matches.value_source(id) {
        Some(ValueSource::CommandLine) => "flag".to_owned(),
        Some(ValueSource::EnvVariable) => "environment".to_owned(),
        _ if file.sets(id) => file.path.display().to_string(),
        _ => "default".to_owned(),
    }
}

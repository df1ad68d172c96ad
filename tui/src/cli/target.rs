//! Which server a command is about, and as whom.

use std::future::Future;

use super::Options;
use super::error::CliError;
use crate::client::Client;
use crate::config::{Config, DEFAULT_PLATFORM};
use crate::local::Local;
use crate::paths::Paths;
use crate::runtime::KeepToken;

/// A server and the token for it.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// The server's address.
    pub(super) server: String,
    /// The token.
    pub(super) token: Option<String>,
    /// Where a new token goes.
    pub(super) keep_token: KeepToken,
}

impl Target {
    /// The server named by option or environment, else the active one of the config file, else the embedded one,
    /// which is started when it does not answer.
    pub(super) fn resolve(options: &Options, paths: &Paths) -> Result<Self, CliError> {
        if !options.local
            && let Some(named) = Self::named(options, paths)?
        {
            return Ok(named);
        }
        let local = Local::new(paths.data.clone()).ensure()?;
        let token = options.token.clone().or(local.token);
        Ok(Self {
            server: local.url,
            token,
            keep_token: KeepToken::Nowhere,
        })
    }

    /// The server named by option, environment or config file; `None` means the embedded one.
    pub(super) fn named(options: &Options, paths: &Paths) -> Result<Option<Self>, CliError> {
        let config = Config::read(&paths.config)?;
        let found = match &options.server {
            Some(server) => {
                let same = |url: &str| url.trim_end_matches('/') == server.trim_end_matches('/');
                let known = config.platforms.iter().find(|(_, platform)| same(&platform.url));
                let (name, token) = match known {
                    Some((name, platform)) => (name.as_str(), platform.token.clone()),
                    None => (DEFAULT_PLATFORM, None),
                };
                Some((name, server.clone(), token))
            }
            None => config
                .active()
                .map(|(name, platform)| (name, platform.url.clone(), platform.token.clone())),
        };
        Ok(found.map(|(name, server, token)| {
            let keep_token = match options.token {
                Some(_) => KeepToken::Nowhere,
                None => KeepToken::Config {
                    path: paths.config.clone(),
                    platform: name.to_owned(),
                },
            };
            Self {
                server,
                token: options.token.clone().or(token),
                keep_token,
            }
        }))
    }

    /// A client of the server.
    pub(super) fn client(&self) -> Result<Client, CliError> {
        Ok(Client::new(&self.server, self.token.clone())?)
    }
}

/// Runs a command's requests.
pub(super) fn block_on<T>(task: impl Future<Output = Result<T, CliError>>) -> Result<T, CliError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(task)
}

/// The identity of the app of that name.
pub(super) async fn app_id(client: &Client, name: &str) -> Result<String, CliError> {
    let apps = client.apps().await?;
    let found = apps.iter().find(|app| app.app_id == name || app.name == name);
    let found = found.or_else(|| apps.iter().find(|app| app.name.eq_ignore_ascii_case(name)));
    found
        .map(|app| app.app_id.clone())
        .ok_or_else(|| CliError::Failed(format!("there is no app {name}; hint: fp list shows them all")))
}

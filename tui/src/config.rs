//! `~/.fp/config.toml`: servers and tokens, in the format of the existing platform's programs.
//!
//! ```toml
//! [platforms.default]
//! url = "https://platform.example.org"
//! token = "eyJ..."
//! username = "ada"
//!
//! [active]
//! platform = "default"
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The name of a platform when none is given.
pub const DEFAULT_PLATFORM: &str = "default";

/// The file. What this version does not know is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// Servers by name.
    #[serde(default)]
    pub platforms: BTreeMap<String, Platform>,
    /// Which one is used.
    #[serde(default)]
    pub active: Active,
    #[serde(flatten)]
    rest: toml::Table,
}

/// A server and the token for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Platform {
    /// The server's address.
    pub url: String,
    /// The token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Whose token it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(flatten)]
    rest: toml::Table,
}

/// Which server is used.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Active {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    #[serde(flatten)]
    rest: toml::Table,
}

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read or written.
    #[error("{path} cannot be used: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is not TOML of the right shape.
    #[error("{path} cannot be read: {reason}; hint: mend it, or move it away and sign in again")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl Config {
    /// The file's content; a file that does not exist is empty.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        match fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|error| ConfigError::Unreadable {
                path: path.to_owned(),
                reason: error.message().to_owned(),
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(ConfigError::Io {
                path: path.to_owned(),
                source,
            }),
        }
    }

    /// Replaces the file atomically; only its owner can read it.
    pub fn write(&self, path: &Path) -> Result<(), ConfigError> {
        replace(path, &toml::to_string(self).unwrap_or_default()).map_err(|source| ConfigError::Io {
            path: path.to_owned(),
            source,
        })
    }

    /// The server in use and its name.
    pub fn active(&self) -> Option<(&str, &Platform)> {
        let name = self.active.platform.as_deref()?;
        self.platforms.get(name).map(|platform| (name, platform))
    }

    /// Adds a server, or replaces what was known of it, and uses it.
    pub fn activate(&mut self, name: &str, url: &str, token: &str, username: &str) {
        let platform = self.platforms.entry(name.to_owned()).or_default();
        url.clone_into(&mut platform.url);
        platform.token = Some(token.to_owned());
        platform.username = Some(username.to_owned());
        self.active.platform = Some(name.to_owned());
    }

    /// Forgets a server; another one is used when it was in use. Says whether it was known.
    pub fn remove(&mut self, name: &str) -> bool {
        let known = self.platforms.remove(name).is_some();
        if self.active.platform.as_deref() == Some(name) {
            self.active.platform = self.platforms.keys().next().cloned();
        }
        known
    }
}

/// Keeps a token in the file.
pub fn keep(path: &Path, name: &str, url: &str, token: &str, username: &str) -> Result<(), ConfigError> {
    let mut config = Config::read(path)?;
    config.activate(name, url, token, username);
    config.write(path)
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = path.with_extension("toml.new");
    // The mode of a file left over by a crash would be kept.
    let _ = fs::remove_file(&new);
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()?;
    fs::rename(&new, path)
}

#[cfg(test)]
mod tests;

//! `fp-server.toml`: a flat table whose keys are the long flags with `_` for `-`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Command;
use etcetera::BaseStrategy;

use super::ConfigError;

/// The file's name, looked for in the working folder and then in the user's configuration folder.
const NAME: &str = "fp-server.toml";

/// What the configuration file sets; empty when there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigFile {
    /// Where it was found.
    pub path: PathBuf,
    values: BTreeMap<String, String>,
}

impl ConfigFile {
    /// Reads the file named, or the first one found in the usual places.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        if let Some(path) = named {
            return Self::read(path);
        }
        match usual_places().into_iter().find(|path| path.is_file()) {
            Some(path) => Self::read(&path),
            None => Ok(Self::default()),
        }
    }

    fn read(path: &Path) -> Result<Self, ConfigError> {
        let at_fault = |reason: String| ConfigError::File {
            path: path.display().to_string(),
            reason,
        };
        let text = std::fs::read_to_string(path).map_err(|error| at_fault(error.to_string()))?;
        let values = parse(&text).map_err(at_fault)?;
        Ok(Self {
            path: path.to_owned(),
            values,
        })
    }

    /// Whether the file sets this value.
    pub fn sets(&self, id: &str) -> bool {
        self.values.contains_key(id)
    }

    /// Makes the file's values the defaults, so that flags and environment are stronger.
    pub fn apply(&self, mut command: Command) -> Result<Command, ConfigError> {
        for (key, value) in &self.values {
            if !command
                .get_arguments()
                .any(|argument| argument.get_id() == key.as_str())
            {
                return Err(ConfigError::File {
                    path: self.path.display().to_string(),
                    reason: format!("there is no setting {key:?}\nhint: `fp-server config` lists them"),
                });
            }
            command = command.mut_arg(key, |argument| argument.default_value(value.clone()));
        }
        Ok(command)
    }
}

fn usual_places() -> Vec<PathBuf> {
    let user = etcetera::choose_base_strategy().map(|strategy| strategy.config_dir().join("fp").join(NAME));
    std::iter::once(PathBuf::from(NAME)).chain(user.ok()).collect()
}

fn parse(text: &str) -> Result<BTreeMap<String, String>, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    table
        .into_iter()
        .map(|(key, value)| Ok((key.clone(), scalar(&key, value)?)))
        .collect()
}

fn scalar(key: &str, value: toml::Value) -> Result<String, String> {
    match value {
        toml::Value::String(text) => Ok(text),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Boolean(flag) => Ok(flag.to_string()),
        other => Err(format!("{key} is a {}, not a text or a number", other.type_str())),
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::super::Options;
    use std::time::Duration;

    use super::*;

    fn options(file: &str, arguments: &[&str]) -> Result<Options, String> {
        let file = ConfigFile {
            path: NAME.into(),
            values: parse(file)?,
        };
        let command = Options::augment_args(Command::new("fp-server"));
        let command = file.apply(command).map_err(|error| error.to_string())?;
        let matches = command
            .try_get_matches_from(arguments)
            .map_err(|error| error.to_string())?;
        Options::from_arg_matches(&matches).map_err(|error| error.to_string())
    }

    #[test]
    fn hours_of_the_existing_platform_are_an_idle_time() {
        let idle = |text: &str| options(text, &[]).unwrap().idle();
        assert_eq!(idle(""), None);
        assert_eq!(
            idle("inactivity_threshold_hours = 24"),
            Some(Duration::from_hours(24))
        );
        let both = "inactivity_threshold_hours = 24\nidle_minutes = 15";
        assert_eq!(idle(both), Some(Duration::from_mins(15)));
    }

    #[test]
    fn a_flag_is_stronger_than_the_file() {
        let file = "listen = \"127.0.0.1:1\"\nhealth_seconds = 3";
        let options = options(file, &["fp-server", "--listen", "127.0.0.1:2"]).unwrap();
        assert_eq!((options.listen.port(), options.health_seconds), (2, 3));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let message = options("colour = \"red\"", &["fp-server"]).unwrap_err();
        assert!(message.contains("\"colour\""), "{message}");
    }

    #[test]
    fn a_list_is_refused_by_name() {
        assert!(
            options("listen = [1]", &["fp-server"])
                .unwrap_err()
                .contains("listen is a array")
        );
    }
}

//! What the workstation remembers about how it should look.

use std::fs;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The file of preferences.
#[derive(Debug, Clone)]
pub struct Preferences {
    path: PathBuf,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct File {
    #[serde(default)]
    theme: Option<String>,
    #[serde(flatten)]
    rest: toml::Table,
}

impl Preferences {
    /// The preferences in a file, which need not exist.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The theme chosen last.
    pub fn theme(&self) -> Option<String> {
        self.read().theme
    }

    /// Remembers a theme; what else the file says is kept.
    pub fn keep_theme(&self, name: &str) -> io::Result<()> {
        let file = File {
            theme: Some(name.to_owned()),
            ..self.read()
        };
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.path, toml::to_string(&file).map_err(io::Error::other)?)
    }

    /// A file that cannot be read counts as empty: preferences are not worth failing for.
    fn read(&self) -> File {
        fs::read_to_string(&self.path)
            .ok()
            .and_then(|text| toml::from_str(&text).ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_remembered_beside_what_else_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fp/workstation.toml");
        let preferences = Preferences::new(path.clone());
        assert_eq!(preferences.theme(), None);
        preferences.keep_theme("paper").unwrap();
        fs::write(
            &path,
            format!("later = 1\n{}", fs::read_to_string(&path).unwrap()),
        )
        .unwrap();
        preferences.keep_theme("harbour").unwrap();
        assert_eq!(preferences.theme().as_deref(), Some("harbour"));
        assert!(fs::read_to_string(&path).unwrap().contains("later = 1"));
    }
}

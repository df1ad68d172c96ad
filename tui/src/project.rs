//! A folder with an app in it: `.fp.yaml` and the files beside it, as the existing platform's programs read them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use fp_contract::files::{Files, MAX_FILE_BYTES, MAX_FILES, SINGLE_FILE};
use serde::Deserialize;

/// The name of the file that describes a project.
pub const PROJECT_FILE: &str = ".fp.yaml";
/// Files of other kinds are not part of an app.
const EXTENSIONS: [&str; 7] = ["py", "html", "css", "js", "json", "svg", "txt"];
/// Folders that are never part of an app.
const PASSED_OVER: [&str; 3] = ["__pycache__", "node_modules", ".venv"];

/// An app on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalProject {
    /// The app's name.
    pub name: String,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// The files.
    pub files: Files,
    /// Environment variables, `${NAME}` replaced by this machine's value.
    pub env_vars: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Default, Deserialize)]
struct ProjectFile {
    name: Option<String>,
    entrypoint: Option<String>,
    #[serde(default)]
    env: BTreeMap<String, serde_norway::Value>,
}

/// The folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// It cannot be read.
    #[error("{path} cannot be read: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not text.
    #[error("{path} is not UTF-8 (byte {at} is not); hint: save it as UTF-8, or move it out of the folder")]
    NotText {
        /// The file.
        path: PathBuf,
        /// The first byte that is not.
        at: usize,
    },
    /// A file is too large.
    #[error(
        "{path} has {bytes} bytes, {MAX_FILE_BYTES} are allowed; hint: split it, or load large data at run time"
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// There are too many files.
    #[error(
        "the folder has more than {MAX_FILES} files an app could have; hint: deploy a folder that holds only the app"
    )]
    TooMany,
    /// There is no app in it.
    #[error("there is no Python file in {0}; hint: write an app.py, or give the folder of your app")]
    Empty(PathBuf),
    /// The file that describes the project is wrong.
    #[error("{path} cannot be read: {reason}")]
    BadProjectFile {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// Reads the app in `path`, a folder or a single Python file. `.fp.yaml` is searched upward from a folder, and the
/// files are collected where it is found. `variable` looks up this machine's environment.
pub fn read(path: &Path, variable: impl Fn(&str) -> Option<String>) -> Result<LocalProject, ProjectError> {
    if path.is_file() {
        let name = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or("app")
            .to_owned();
        let files = Files::from([(SINGLE_FILE.to_owned(), read_text(path)?)]);
        return Ok(LocalProject {
            name,
            entrypoint: SINGLE_FILE.to_owned(),
            files,
            env_vars: None,
        });
    }
    let start = fs::canonicalize(path).map_err(|source| ProjectError::Io {
        path: path.to_owned(),
        source,
    })?;
    let described = start
        .ancestors()
        .find(|folder| folder.join(PROJECT_FILE).is_file());
    let folder = described.unwrap_or(&start);
    let description = if described.is_some() {
        read_description(&folder.join(PROJECT_FILE))?
    } else {
        ProjectFile::default()
    };
    let mut files = Files::new();
    collect(folder, folder, &mut files)?;
    let entrypoint = description
        .entrypoint
        .clone()
        .or_else(|| likely_entrypoint(&files));
    let entrypoint = entrypoint.ok_or_else(|| ProjectError::Empty(folder.to_owned()))?;
    let folder_name = folder.file_name().and_then(|name| name.to_str()).unwrap_or("app");
    Ok(LocalProject {
        name: description.name.clone().unwrap_or_else(|| folder_name.to_owned()),
        entrypoint,
        files,
        env_vars: variables(&description, variable),
    })
}

fn read_description(path: &Path) -> Result<ProjectFile, ProjectError> {
    let text = read_text(path)?;
    serde_norway::from_str(&text).map_err(|error| ProjectError::BadProjectFile {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}

fn likely_entrypoint(files: &Files) -> Option<String> {
    let only = || {
        let mut python = files.keys().filter(|path| {
            Path::new(path)
                .extension()
                .is_some_and(|extension| extension == "py")
        });
        python.next().filter(|_| python.next().is_none()).cloned()
    };
    ["app.py", "main.py"]
        .into_iter()
        .find(|name| files.contains_key(*name))
        .map(str::to_owned)
        .or_else(only)
}

/// `${NAME}`, whole, stands for a variable of this machine; one that is not set stays empty.
fn variables(
    description: &ProjectFile,
    variable: impl Fn(&str) -> Option<String>,
) -> Option<BTreeMap<String, String>> {
    if description.env.is_empty() {
        return None;
    }
    let value = |value: &serde_norway::Value| {
        let text = match value {
            serde_norway::Value::String(text) => text.clone(),
            serde_norway::Value::Null => String::new(),
            other => serde_norway::to_string(other)
                .unwrap_or_default()
                .trim_end()
                .to_owned(),
        };
        match text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => variable(name).unwrap_or_default(),
            None => text,
        }
    };
    Some(
        description
            .env
            .iter()
            .map(|(name, raw)| (name.clone(), value(raw)))
            .collect(),
    )
}

fn collect(root: &Path, folder: &Path, files: &mut Files) -> Result<(), ProjectError> {
    let failed = |source| ProjectError::Io {
        path: folder.to_owned(),
        source,
    };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(failed)?;
        if name.starts_with('.') || PASSED_OVER.contains(&name.as_str()) {
            continue;
        }
        if kind.is_dir() {
            collect(root, &path, files)?;
        } else if kind.is_file() && is_part_of_an_app(&path) {
            if files.len() == MAX_FILES {
                return Err(ProjectError::TooMany);
            }
            let inside = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            files.insert(inside, read_text(&path)?);
        }
    }
    Ok(())
}

fn is_part_of_an_app(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| EXTENSIONS.contains(&extension))
}

fn read_text(path: &Path) -> Result<String, ProjectError> {
    let failed = |source| ProjectError::Io {
        path: path.to_owned(),
        source,
    };
    let bytes = fs::metadata(path).map_err(failed)?.len();
    if bytes > MAX_FILE_BYTES as u64 {
        return Err(ProjectError::TooLarge {
            path: path.to_owned(),
            bytes,
        });
    }
    String::from_utf8(fs::read(path).map_err(failed)?).map_err(|error| ProjectError::NotText {
        path: path.to_owned(),
        at: error.utf8_error().valid_up_to(),
    })
}

#[cfg(test)]
mod tests;

//! The starter apps: one YAML file each, built into the server; a folder of the operator's own can replace them.
//!
//! A file that cannot be used is named in the log and skipped, so that one mistake does not take the others away.

mod file;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use fp_contract::template::Template;
use include_dir::{Dir, include_dir};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../templates");

/// Largest template file that is read: everything a project may have, and room for indentation.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// The starter apps a server comes with, simplest first.
#[derive(Clone, Debug, Default)]
pub struct BuiltIn {
    templates: Arc<Vec<Template>>,
}

impl BuiltIn {
    /// The starter apps in a folder, or the built-in ones.
    pub fn load(folder: Option<&Path>) -> Self {
        let files = match folder {
            Some(folder) => read_folder(folder),
            None => self::files(),
        };
        Self::from_files(files)
    }

    /// The starter apps, simplest first.
    pub fn list(&self) -> &[Template] {
        &self.templates
    }

    /// One starter app.
    pub fn find(&self, id: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.id == id)
    }

    fn from_files(files: Vec<(String, String)>) -> Self {
        let mut names = BTreeSet::new();
        let mut templates: Vec<Template> = files
            .into_iter()
            .filter_map(|(stem, text)| {
                file::parse(&stem, &text)
                    .and_then(|template| unique(template, &mut names))
                    .inspect_err(|reason| warn(&stem, reason))
                    .ok()
            })
            .collect();
        templates.sort_by(simplest_first);
        Self {
            templates: Arc::new(templates),
        }
    }
}

/// The order in which everybody's templates are shown.
pub(super) fn simplest_first(left: &Template, right: &Template) -> Ordering {
    (left.complexity, &left.name).cmp(&(right.complexity, &right.name))
}

fn unique(template: Template, names: &mut BTreeSet<String>) -> std::result::Result<Template, String> {
    if names.insert(template.name.clone()) {
        Ok(template)
    } else {
        Err(format!("another one is called {}", template.name))
    }
}

fn warn(stem: &str, reason: &str) {
    tracing::warn!("template {stem}.yaml is skipped: {reason}");
}

fn files() -> Vec<(String, String)> {
    BUILT_IN
        .files()
        .filter_map(|file| Some((stem_of(file.path())?, file.contents_utf8()?.to_owned())))
        .collect()
}

/// The YAML files of a folder in the order of their names.
fn read_folder(folder: &Path) -> Vec<(String, String)> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            tracing::warn!(
                "the templates folder {} cannot be read: {error}",
                folder.display()
            );
            return Vec::new();
        }
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let stem = stem_of(&path)?;
            read_file(&path)
                .inspect_err(|reason| warn(&stem, reason))
                .ok()
                .map(|text| (stem, text))
        })
        .collect();
    files.sort();
    files
}

fn read_file(path: &Path) -> std::result::Result<String, String> {
    let size = fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > MAX_FILE_BYTES {
        return Err(format!("it has {size} bytes; {MAX_FILE_BYTES} are read"));
    }
    fs::read_to_string(path).map_err(|error| error.to_string())
}

/// The name of a YAML file without its ending.
fn stem_of(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_str()?;
    let stem = path.file_stem()?.to_str()?;
    ["yaml", "yml"].contains(&ending).then(|| stem.to_owned())
}

#[cfg(test)]
mod tests;

//! The project's own modules by dotted name.

use std::collections::{BTreeMap, BTreeSet};

use crate::project::Project;

/// Dotted names of the project's Python files, and of the folders that hold them.
pub(crate) struct Modules<'a> {
    files: BTreeMap<String, &'a str>,
    folders: BTreeSet<String>,
    /// Folder of the entry file with dots, empty at the top: its files are found by their bare names too.
    entry_folder: String,
}

impl<'a> Modules<'a> {
    pub(crate) fn new(project: &'a Project) -> Self {
        let mut files = BTreeMap::new();
        let mut folders = BTreeSet::new();
        for path in project.files.keys() {
            let Some(stem) = path.strip_suffix(".py") else {
                continue;
            };
            let dotted = stem.strip_suffix("/__init__").unwrap_or(stem).replace('/', ".");
            let mut folder = dotted.as_str();
            while let Some((outer, _)) = folder.rsplit_once('.') {
                folders.insert(outer.to_owned());
                folder = outer;
            }
            if stem.ends_with("/__init__") {
                folders.insert(dotted.clone());
            }
            files.insert(dotted, path.as_str());
        }
        let entry_folder = project
            .entrypoint
            .rsplit_once('/')
            .map_or(String::new(), |(folder, _)| folder.replace('/', "."));
        Self {
            files,
            folders,
            entry_folder,
        }
    }

    /// Whether a top-level name is the project's own.
    pub(crate) fn is_local(&self, name: &str) -> bool {
        self.exists(name)
    }

    /// Whether a dotted name is a file or a folder of the project.
    pub(crate) fn exists(&self, dotted: &str) -> bool {
        let known = |name: &str| self.files.contains_key(name) || self.folders.contains(name);
        known(dotted) || self.beside_entry(dotted).is_some_and(|name| known(&name))
    }

    /// The path of the file behind a dotted name.
    pub(crate) fn file(&self, dotted: &str) -> Option<&'a str> {
        let file = |name: &str| self.files.get(name).copied();
        file(dotted).or_else(|| file(&self.beside_entry(dotted)?))
    }

    /// The same name in the folder of the entry file, if that is not the top.
    fn beside_entry(&self, dotted: &str) -> Option<String> {
        (!self.entry_folder.is_empty()).then(|| format!("{}.{dotted}", self.entry_folder))
    }

    /// The dotted module that a relative import in `path` means; `None` when it leaves the project.
    pub(crate) fn relative(path: &str, level: usize, module: &str) -> Option<String> {
        let mut folders: Vec<&str> = path.split('/').collect();
        folders.pop();
        for _ in 1..level {
            folders.pop()?;
        }
        let base = folders.join(".");
        Some(match (base.is_empty(), module.is_empty()) {
            (true, _) => module.to_owned(),
            (false, true) => base,
            (false, false) => format!("{base}.{module}"),
        })
    }
}

//! What the operator of the platform allows.

mod modules;
mod standard;

use std::collections::BTreeSet;

use rustpython_ruff_python_ast::PythonVersion;
use serde::{Deserialize, Serialize};

/// The Python that runs the apps: syntax newer than this is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PythonTarget {
    /// Always 3.
    pub major: u8,
    /// 10 for Python 3.10.
    pub minor: u8,
}

impl Default for PythonTarget {
    /// The newest Python the parser knows: nothing is refused that the runner's own Python may accept, and its compiler has
    /// the last word.
    fn default() -> Self {
        let newest = PythonVersion::latest_preview();
        Self {
            major: newest.major,
            minor: newest.minor,
        }
    }
}

impl std::fmt::Display for PythonTarget {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

/// How large a project may be. All sizes are in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Number of files.
    pub files: usize,
    /// Bytes of one file.
    pub file_bytes: usize,
    /// Bytes of all files together.
    pub total_bytes: usize,
}

impl Default for Limits {
    /// 50 files, 100 KiB each, 500 KiB together: what the existing platform promises.
    fn default() -> Self {
        Self {
            files: 50,
            file_bytes: 100 * 1024,
            total_bytes: 500 * 1024,
        }
    }
}

/// Rules that an operator can change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// The Python version to check for.
    pub python: PythonTarget,
    /// How large a project may be.
    pub limits: Limits,
    /// When set, these imports (dotted prefixes, case-sensitive) are allowed instead of the default ones.
    pub replace_imports: Option<BTreeSet<String>>,
    /// Imports (dotted prefixes, case-sensitive) allowed on top of that.
    pub extend_imports: BTreeSet<String>,
}

/// What the policy says about importing one dotted module.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may be imported.
    Allowed,
    /// It may be imported and will probably disappoint; why, or what instead.
    Risky(&'static str),
    /// The runner has it, and apps may not use it; why, or what instead.
    Refused(Option<&'static str>),
    /// The runner does not have it; what instead.
    Absent(Option<&'static str>),
}

impl Policy {
    /// Top-level modules and packages (some dotted) that may be imported when nothing else is said.
    pub fn default_imports() -> BTreeSet<&'static str> {
        let standard = standard::public().filter(|name| advice(modules::REFUSED, name).is_none());
        standard.chain(modules::RUNNER.iter().copied()).collect()
    }

    /// Judges a dotted module that is not one of the project's own.
    pub(crate) fn judge(&self, module: &str) -> Verdict {
        let listed = |names: &BTreeSet<String>| names.iter().any(|allowed| covers(allowed, module));
        let replaced = self.replace_imports.as_ref();
        if listed(&self.extend_imports) || replaced.is_some_and(listed) {
            return Verdict::Allowed;
        }
        let standard = Self::is_standard(module);
        let refused = advice(modules::REFUSED, module);
        match (standard, refused, advice(modules::RISKY, module)) {
            (false, ..) if !is_in_runner(module) => Verdict::Absent(advice(modules::ALTERNATIVES, module)),
            _ if replaced.is_some() || refused.is_some() => Verdict::Refused(refused),
            (true, _, Some(risk)) => Verdict::Risky(risk),
            _ => Verdict::Allowed,
        }
    }

    /// True for modules of the standard library.
    pub(crate) fn is_standard(module: &str) -> bool {
        standard::contains(module.split('.').next().unwrap_or_default())
    }

    /// True for top-level modules of the standard library that the runner itself needs.
    pub(crate) fn is_needed(name: &str) -> bool {
        standard::is_needed(name)
    }

    /// True for top-level packages of the runner's image.
    pub(crate) fn is_installed(name: &str) -> bool {
        modules::RUNNER
            .iter()
            .any(|package| package.split('.').next() == Some(name))
    }
}

fn is_in_runner(module: &str) -> bool {
    modules::RUNNER.iter().any(|package| covers(package, module))
}

/// Whether an allowed dotted name covers a module: itself, what is inside it, and the packages on the way to it.
fn covers(allowed: &str, module: &str) -> bool {
    let inside = |outer: &str, inner: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    inside(allowed, module)
}

fn advice(table: &[(&str, &'static str)], module: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(name, _)| covers(name, module))
        .map(|(_, advice)| *advice)
}

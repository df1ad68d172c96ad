//! What the operator of the platform allows.

mod modules;
mod standard;

use std::collections::BTreeSet;

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
    /// 3.10, the oldest Python a runner may have.
    fn default() -> Self {
        Self { major: 3, minor: 10 }
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
    /// Python has it, and apps may not use it; why, or what instead.
    Refused(Option<&'static str>),
    /// The runner does not have it; what instead.
    Absent(Option<&'static str>),
}

impl Policy {
    /// Judges a dotted module that is not one of the project's own.
    pub(crate) fn judge(&self, module: &str) -> Verdict {
        let extended = self.extend_imports.iter().any(|allowed| covers(allowed, module));
        let allowed = extended
            || self.replace_imports.as_ref().map_or_else(
                || {
                    modules::STANDARD
                        .iter()
                        .chain(modules::RUNNER)
                        .any(|allowed| covers(allowed, module))
                },
                |replaced| replaced.iter().any(|allowed| covers(allowed, module)),
            );
        let top = module.split('.').next().unwrap_or_default();
        if allowed {
            Verdict::Allowed
        } else if standard::contains(top) || modules::RUNNER.iter().any(|package| covers(package, module)) {
            Verdict::Refused(advice(modules::REFUSED, module))
        } else {
            Verdict::Absent(advice(modules::ALTERNATIVES, module))
        }
    }

    /// True for modules of the standard library.
    pub(crate) fn is_standard(module: &str) -> bool {
        standard::contains(module.split('.').next().unwrap_or_default())
    }

    /// True for top-level packages of the runner's image.
    pub(crate) fn is_installed(name: &str) -> bool {
        modules::RUNNER
            .iter()
            .any(|package| package.split('.').next() == Some(name))
    }
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

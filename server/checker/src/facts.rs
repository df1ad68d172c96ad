//! What one Python file says, kept after its tree is gone.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::report::{Framework, Route};

/// The facts of one file.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Findings that need no other file.
    pub(crate) findings: Vec<Diagnostic>,
    /// Imports, in the order of the file.
    pub(crate) imports: Vec<Import>,
    /// Names at the top level of the module.
    pub(crate) exports: Exports,
    pub(crate) routes: Vec<Route>,
    pub(crate) env_names: BTreeSet<String>,
    /// The framework whose app the file makes.
    pub(crate) framework: Option<Framework>,
    /// What the file says about being an entry file.
    pub(crate) entry: Entry,
    /// True when the tree has no syntax errors, so that what is missing really is missing.
    pub(crate) is_complete: bool,
}

/// One imported module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Import {
    /// Dots in front.
    pub(crate) level: usize,
    /// The dotted module as written; empty in `from . import x`.
    pub(crate) module: String,
    /// Names taken from it with `from`, and their places; `None` for `import module`.
    pub(crate) names: Option<Vec<(String, Range<usize>)>>,
    /// Place of the module's name.
    pub(crate) range: Range<usize>,
    pub(crate) guard: Guard,
    /// True when it runs while the file is imported.
    pub(crate) at_top: bool,
}

/// What stands around an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Guard {
    /// Nothing: a failure stops the file.
    #[default]
    None,
    /// `try` with an `except` that catches a failing import.
    Optional,
    /// `if TYPE_CHECKING`: never runs.
    TypeChecking,
}

/// What other files can import from this one.
#[derive(Debug, Default)]
pub(crate) struct Exports {
    pub(crate) names: BTreeSet<String>,
    /// True when names may exist that cannot be read from the text.
    pub(crate) is_open: bool,
}

/// How sure it is that `app` answers requests.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub(crate) enum Entry {
    /// Nothing named `app` or `create_app` at the top level; what might have been meant.
    #[default]
    Missing,
    /// Nothing named so, and a hint what was meant.
    Elsewhere(Elsewhere),
    /// It is an app, or it cannot be known.
    Given,
    /// `app` comes out of a local module, by this import (index into the imports) under this name.
    Imported { import: usize, name: String },
    /// `app` is certainly not an app.
    NotAnApp { range: Range<usize>, what: String },
    /// `create_app` has parameters without defaults.
    Arguments(Range<usize>),
}

/// Where an app is made that the runner does not see.
#[derive(Debug, PartialEq, Eq, Clone)]
pub(crate) struct Elsewhere {
    pub(crate) range: Range<usize>,
    pub(crate) why: String,
    /// Its name, when it is at the top level and only the name is wrong.
    pub(crate) name: Option<String>,
}

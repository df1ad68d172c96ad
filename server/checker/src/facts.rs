//! What one Python file says, kept after its tree is gone.

use std::collections::{BTreeMap, BTreeSet};
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
    /// Routes, in the order of the file.
    pub(crate) routes: Vec<Declared>,
    /// Routers put into apps and other routers, in the order of the file.
    pub(crate) includes: Vec<Include>,
    /// Routers whose own prefix is known.
    pub(crate) prefixes: BTreeMap<Owner, String>,
    pub(crate) env_names: BTreeSet<String>,
    /// The framework whose app the file makes.
    pub(crate) framework: Option<Framework>,
    /// What the file says about being an entry file.
    pub(crate) entry: Entry,
    /// True when the tree has no syntax errors, so that what is missing really is missing.
    pub(crate) is_complete: bool,
}

impl Facts {
    /// Whether the file cannot be read at a line: what else is found there says nothing.
    pub(crate) fn is_broken_at(&self, line: usize) -> bool {
        let broken = |finding: &Diagnostic| finding.code.as_str() < "FP200" && finding.start.line == line;
        self.findings.iter().any(broken)
    }
}

/// An app or a router, by the name it has in its file and the number of the scope that binds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Owner {
    pub(crate) scope: usize,
    pub(crate) name: String,
}

/// One route that a file declares.
#[derive(Debug)]
pub(crate) struct Declared {
    pub(crate) owner: Owner,
    /// The route, its path with the prefix of its own router.
    pub(crate) route: Route,
    /// Place of the declaration.
    pub(crate) range: Range<usize>,
    /// Number of the conditional block around it; 0 for none.
    pub(crate) branch: usize,
}

/// A router put into an app or another router.
#[derive(Debug)]
pub(crate) struct Include {
    pub(crate) owner: Owner,
    pub(crate) router: Router,
    /// What is put in front of its paths.
    pub(crate) prefix: String,
    /// First byte of the call.
    pub(crate) offset: usize,
    /// Number of the conditional block around it; 0 for none.
    pub(crate) branch: usize,
}

/// Which router is included.
#[derive(Debug)]
pub(crate) enum Router {
    /// One of the same file.
    Here(Owner),
    /// The dotted path of an imported one; relative ones start with dots.
    Imported(String),
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

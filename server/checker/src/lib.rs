//! What may be deployed, and why not.
//!
//! [`check()`] takes the files of an app and a [`Policy`] and answers with a [`Report`]: every finding at once, each with a
//! stable rule code, and what the files say about themselves (framework, routes, environment names, packages). The same
//! crate runs in the workstation while the user types and in the server before anything is deployed.
//!
//! The checker is guidance and policy, not a wall: what it lets through still runs inside a restricted pod.
//! It does no input or output and knows nothing of the server, the workstation or their messages.

mod check;
mod diagnostic;
mod docs;
mod entry;
mod facts;
mod mounted;
mod names;
mod policy;
mod project;
mod report;
mod rules;
mod shape;
mod source;
mod syntax;
mod walk;

pub use check::check;
pub use diagnostic::{Diagnostic, Fix, Position, Severity, TextEdit};
pub use docs::rules_page;
pub use policy::{Limits, Policy, PythonTarget};
pub use project::Project;
pub use report::{Framework, Report, Route};
pub use rules::{Rule, RuleCode, explain, rules};

//! FP707: an app has very many routes.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP707"),
    name: "many-routes",
    severity: Severity::Hint,
    summary: "an app has very many routes",
    text: "Every route is made while the app starts, and a request is compared with one after the other until \
           one fits. Use path parameters: one `/items/{name}` instead of a route for each item.",
};

use crate::diagnostic::Diagnostic;
use crate::mounted::Answered;
use crate::rules::project::whole;

/// Routes from which a word is worth it: 1,000 cost `FastAPI` about half a second at the start.
const MANY: usize = 1_000;

/// An app with more routes than anybody writes by hand.
pub(crate) fn finding(app: &[Answered<'_>]) -> Option<Diagnostic> {
    let first = app.first().filter(|_| app.len() > MANY)?;
    let message = format!(
        "the app has {} routes, and every request looks through them",
        app.len()
    );
    Some(whole(&RULE, &first.declared.route.file, message))
}

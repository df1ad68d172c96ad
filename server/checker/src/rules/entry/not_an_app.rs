//! FP202: `app` is not a web app.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP202"),
    name: "not-an-app",
    severity: Severity::Error,
    summary: "`app` is not a web app",
    text: "`app` must be something that answers requests: a `FastAPI()`, `FastHTML()` or Starlette \
           object, the first part of `fast_app()`, or an ASGI function. A number, a text, a list or the \
           class itself (`app = FastAPI` without brackets) is not.",
};

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Fix, TextEdit};
use crate::source::Source;

/// `app` is certainly something else.
pub(crate) fn finding(source: &Source<'_>, range: Range<usize>, what: &str) -> Diagnostic {
    let mut finding = source.diagnostic(&RULE, range.clone(), format!("`app` is {what}"));
    finding.help = Some(
        "the runner needs a web app: `app = FastAPI()`, `app, rt = fast_app()` or an ASGI function"
            .to_owned(),
    );
    if what.starts_with("the class") {
        let edit = TextEdit {
            file: source.path.to_owned(),
            range: range.end..range.end,
            replacement: "()".to_owned(),
        };
        finding.fix = Some(Fix {
            title: "call the class".to_owned(),
            edits: vec![edit],
        });
    }
    finding
}

//! FP201: the entry file makes no `app`.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP201"),
    name: "no-app",
    severity: Severity::Error,
    summary: "the entry file makes no `app`",
    text: r#"The runner imports the entry file and looks for `app` at its top level, or for a function `create_app()` that makes it:

```python
from fastapi import FastAPI

app = FastAPI()
```

An `app` inside a function, a class, `if False:` or `if __name__ == "__main__":` is not visible to the runner, because the file is imported and not run as a script."#,
};

use crate::diagnostic::{Diagnostic, Fix, TextEdit};
use crate::facts::Elsewhere;
use crate::source::Source;

/// Nothing in the file looks like an app.
pub(crate) fn missing(source: &Source<'_>) -> Diagnostic {
    let empty = source.text.trim().is_empty();
    let message = if empty {
        "the entry file is empty"
    } else {
        "the entry file makes no `app`"
    };
    let mut finding = source.diagnostic(&RULE, 0..0, message);
    finding.help = Some(
        "write `app = FastAPI()` or `app, rt = fast_app()` at the top level, or `def create_app():`"
            .to_owned(),
    );
    finding
}

/// An app is made where the runner does not look.
pub(crate) fn elsewhere(source: &Source<'_>, elsewhere: &Elsewhere) -> Diagnostic {
    let message = format!(
        "the app is made {}, and the runner looks for `app` at the top level",
        elsewhere.why
    );
    let mut finding = source.diagnostic(&RULE, elsewhere.range.clone(), message);
    finding.help = Some("assign it to `app` at the top level of the file".to_owned());
    finding.fix = elsewhere.name.as_ref().map(|name| {
        let end = source.text.len();
        let line = if source.text.ends_with('\n') { "" } else { "\n" };
        let replacement = format!("{line}\napp = {name}\n");
        let edit = TextEdit {
            file: source.path.to_owned(),
            range: end..end,
            replacement,
        };
        Fix {
            title: format!("add `app = {name}` at the end"),
            edits: vec![edit],
        }
    });
    finding
}

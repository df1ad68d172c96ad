//! FP706: a server is started while the file is imported.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP706"),
    name: "server-on-import",
    severity: Severity::Error,
    summary: "a server is started while the file is imported",
    text: r#"The runner starts the server. `uvicorn.run(app)` at the top level never returns, so the import never ends. Put it under `if __name__ == "__main__":` or remove it."#,
};

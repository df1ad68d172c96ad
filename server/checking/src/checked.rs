//! A whole check.

use fp_checker::{Policy, Project, Report};
use fp_contract::app::Framework;
use fp_contract::diagnostic::Diagnostic;
use fp_contract::files::Files;
use fp_contract::validation::{Route, ValidateReply};

use crate::{Refusal, diagnostic, number};

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The framework the code uses.
    pub framework: Option<Framework>,
    /// Everything found, ordered by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The routes declared.
    pub routes: Vec<Route>,
    /// Names of the environment variables read.
    pub env_names: Vec<String>,
    /// Packages imported.
    pub packages: Vec<String>,
}

/// Checks files by a policy, on the calling thread.
pub fn check(files: &Files, entrypoint: &str, policy: &Policy) -> Checked {
    Checked::from(fp_checker::check(&Project::from_text(files, entrypoint), policy))
}

impl Checked {
    /// Answers with the advice when the files may be deployed, and refuses them otherwise.
    pub fn advice(self) -> Result<Vec<Diagnostic>, Box<Refusal>> {
        match Refusal::new(&self.diagnostics) {
            Some(refusal) => Err(Box::new(refusal)),
            None => Ok(self.diagnostics),
        }
    }

    /// The reply to a validation.
    pub fn reply(self) -> ValidateReply {
        let refusal = Refusal::new(&self.diagnostics);
        ValidateReply {
            valid: refusal.is_none(),
            line: refusal.as_ref().and_then(|refusal| refusal.line),
            file: refusal.as_ref().and_then(|refusal| refusal.file.clone()),
            message: refusal.map_or_else(|| "Code is valid".to_owned(), |refusal| refusal.message),
            diagnostics: self.diagnostics,
            framework: self.framework,
            routes: self.routes,
            env_names: self.env_names,
            packages: self.packages,
        }
    }
}

impl From<Report> for Checked {
    fn from(report: Report) -> Self {
        Self {
            framework: report.framework.map(framework),
            diagnostics: report
                .diagnostics
                .into_iter()
                .map(diagnostic::in_contract)
                .collect(),
            routes: report.routes.into_iter().map(route).collect(),
            env_names: report.env_names,
            packages: report.packages,
        }
    }
}

fn framework(framework: fp_checker::Framework) -> Framework {
    match framework {
        fp_checker::Framework::Fastapi => Framework::Fastapi,
        fp_checker::Framework::Fasthtml => Framework::Fasthtml,
    }
}

fn route(route: fp_checker::Route) -> Route {
    Route {
        method: route.method,
        path: route.path,
        function: route.function,
        file: route.file,
        line: number(route.line),
    }
}

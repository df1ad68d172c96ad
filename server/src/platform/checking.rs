//! Runs the checker on an app's files and says what it found in the words of the contract.

use fp_checker::{Policy, Project, Report};
use fp_contract::app::Framework;
use fp_contract::diagnostic::{Diagnostic, Fix, Severity, TextEdit};
use fp_contract::files::Files;
use fp_contract::validation::{Route, ValidateReply};

use super::error::{Error, Refusal, Result};

/// What a check found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The framework the code uses.
    pub framework: Option<Framework>,
    /// Everything found.
    pub diagnostics: Vec<Diagnostic>,
    /// The routes declared.
    pub routes: Vec<Route>,
    /// Names of the environment variables read.
    pub env_names: Vec<String>,
    /// Packages imported.
    pub packages: Vec<String>,
}

/// Checks files on a thread that may take its time.
pub async fn check(files: &Files, entrypoint: &str) -> Result<Checked> {
    let project = Project::from_text(files, entrypoint);
    tokio::task::spawn_blocking(move || check_project(&project))
        .await
        .map_err(|error| Error::Internal(format!("the check did not end: {error}")))
}

/// Checks files on the calling thread.
pub(super) fn check_now(files: &Files, entrypoint: &str) -> Checked {
    check_project(&Project::from_text(files, entrypoint))
}

impl Checked {
    /// Answers with the advice when the files may be deployed, and refuses them otherwise.
    pub fn advice(self) -> Result<Vec<Diagnostic>> {
        match self.refusal() {
            Some(refusal) => Err(Error::Refused(Box::new(refusal))),
            None => Ok(self.diagnostics),
        }
    }

    /// The reply to a validation.
    pub fn reply(self) -> ValidateReply {
        let refusal = self.refusal();
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

    fn refusal(&self) -> Option<Refusal> {
        let first = self
            .diagnostics
            .iter()
            .find(|diagnostic| diagnostic.severity == Severity::Error)?;
        let whole_project = first.file.is_empty();
        Some(Refusal {
            message: first.message.clone(),
            file: (!whole_project).then(|| first.file.clone()),
            line: (!whole_project).then_some(first.line),
            diagnostics: self.diagnostics.clone(),
        })
    }
}

fn check_project(project: &Project) -> Checked {
    let Report {
        framework,
        diagnostics,
        routes,
        env_names,
        packages,
        ..
    } = fp_checker::check(project, &Policy::default());
    Checked {
        framework: framework.map(|framework| match framework {
            fp_checker::Framework::Fastapi => Framework::Fastapi,
            fp_checker::Framework::Fasthtml => Framework::Fasthtml,
        }),
        diagnostics: diagnostics.into_iter().map(in_contract).collect(),
        routes: routes.into_iter().map(route_in_contract).collect(),
        env_names,
        packages,
    }
}

fn in_contract(found: fp_checker::Diagnostic) -> Diagnostic {
    Diagnostic {
        code: found.code.as_str().to_owned(),
        severity: match found.severity {
            fp_checker::Severity::Error => Severity::Error,
            fp_checker::Severity::Warning => Severity::Warning,
            fp_checker::Severity::Hint => Severity::Hint,
        },
        file: found.file,
        line: number(found.start.line),
        column: number(found.start.column),
        end_line: number(found.end.line),
        end_column: number(found.end.column),
        message: found.message,
        help: found.help,
        start_byte: number(found.range.start),
        end_byte: number(found.range.end),
        fix: found.fix.map(fix_in_contract),
    }
}

fn fix_in_contract(fix: fp_checker::Fix) -> Fix {
    let edits = fix.edits.into_iter().map(|edit| TextEdit {
        file: edit.file,
        start_byte: number(edit.range.start),
        end_byte: number(edit.range.end),
        replacement: edit.replacement,
    });
    Fix {
        title: fix.title,
        edits: edits.collect(),
    }
}

fn route_in_contract(route: fp_checker::Route) -> Route {
    Route {
        method: route.method,
        path: route.path,
        function: route.function,
        file: route.file,
        line: number(route.line),
    }
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

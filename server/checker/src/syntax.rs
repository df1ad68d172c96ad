//! Parsing one file, and what Python itself would refuse about it.

mod context;
mod semantic;

use rustpython_ruff_python_ast::{ModModule, PythonVersion};
use rustpython_ruff_python_parser::{Mode, ParseError, ParseOptions, Parsed, parse_unchecked};

use crate::diagnostic::Diagnostic;
use crate::policy::PythonTarget;
use crate::rules::syntax::{invalid_context, syntax_error, unsupported_syntax};
use crate::source::{Source, bytes};

/// Syntax errors listed for one file; what comes behind is mostly a consequence.
const MAX_ERRORS: usize = 20;

/// Parses a text whose shape was measured before. The tree is complete even when there are errors.
pub(crate) fn parse(text: &str, target: PythonTarget) -> Option<Parsed<ModModule>> {
    let options = ParseOptions::from(Mode::Module).with_target_version(version(target));
    parse_unchecked(text, options).try_into_module()
}

/// Everything Python would refuse, in the order of the lines, one finding a line.
pub(crate) fn findings(
    source: &Source<'_>,
    parsed: &Parsed<ModModule>,
    target: PythonTarget,
) -> Vec<Diagnostic> {
    let errors = parsed.errors().iter().map(|error| syntax(source, error));
    let newer = parsed.unsupported_syntax_errors().iter().map(|error| {
        let range = bytes(error.range);
        source.diagnostic(&unsupported_syntax::RULE, range, lower_first(&error.to_string()))
    });
    let mut findings: Vec<Diagnostic> = errors.chain(newer).collect();
    if parsed.has_valid_syntax() {
        findings.extend(
            semantic::errors(source.text, &parsed.syntax().body, version(target))
                .iter()
                .map(|error| {
                    let message = lower_first(&error.to_string());
                    source.diagnostic(&invalid_context::RULE, bytes(error.range), message)
                }),
        );
    }
    findings.sort_by_key(|finding| (finding.range.start, finding.code));
    findings.dedup_by_key(|finding| finding.start.line);
    findings.truncate(MAX_ERRORS);
    findings
}

fn syntax(source: &Source<'_>, error: &ParseError) -> Diagnostic {
    let range = bytes(error.location);
    let mut finding = source.diagnostic(&syntax_error::RULE, range, lower_first(&error.error.to_string()));
    finding.help = syntax_error::help(&error.error);
    finding
}

fn version(target: PythonTarget) -> PythonVersion {
    PythonVersion {
        major: target.major,
        minor: target.minor,
    }
}

/// Messages start in lower case unless they start with a code word.
fn lower_first(message: &str) -> String {
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}

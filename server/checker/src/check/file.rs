//! One Python file from bytes to facts.

use super::Modules;
use crate::diagnostic::Diagnostic;
use crate::facts::Facts;
use crate::policy::Policy;
use crate::rules::syntax::{
    invalid_encoding, legacy_encoding, long_integer, not_checked, nul_byte, too_deep,
};
use crate::shape::{self, Shape};
use crate::source::{Decoded, EncodingFault, Source, decode};
use crate::{syntax, walk};

/// A decoded and measured file, not yet parsed.
pub(super) struct Prepared<'a> {
    path: &'a str,
    decoded: Decoded<'a>,
    shape: Shape,
}

/// Decodes and measures a file, which needs neither recursion nor a large stack.
pub(super) fn prepare<'a>(path: &'a str, bytes: &'a [u8]) -> Prepared<'a> {
    let decoded = decode(bytes);
    let shape = shape::measure(&decoded.text);
    Prepared { path, decoded, shape }
}

impl<'a> Prepared<'a> {
    pub(super) fn path(&self) -> &'a str {
        self.path
    }

    pub(super) fn weight(&self) -> usize {
        self.shape.weight
    }

    /// Parses, walks and drops the tree.
    pub(super) fn examine(&self, policy: &Policy, modules: &Modules<'_>) -> Facts {
        let source = Source::new(self.path, &self.decoded.text);
        let mut before = self.encoding(&source);
        before.extend(
            self.shape
                .fault
                .as_ref()
                .map(|fault| too_deep::finding(&source, fault)),
        );
        before.extend(
            self.shape
                .long_integers
                .iter()
                .map(|range| long_integer::finding(&source, range.clone())),
        );
        if self.shape.fault.is_some() {
            return Facts {
                findings: before,
                ..Facts::default()
            };
        }
        let Some(parsed) = syntax::parse(&self.decoded.text, policy.python) else {
            return self.failed();
        };
        if !self.hides_syntax() {
            before.extend(syntax::findings(&source, &parsed, policy.python));
        }
        let mut facts = walk::module(&source, &parsed.syntax().body, modules);
        facts.is_complete = parsed.has_valid_syntax() && self.decoded.faults.is_empty();
        let broken: Vec<usize> = before.iter().map(|finding| finding.start.line).collect();
        facts
            .findings
            .retain(|finding| !broken.contains(&finding.start.line));
        facts.findings.splice(0..0, before);
        facts
    }

    /// Bytes that cannot be read make syntax errors that say nothing.
    fn hides_syntax(&self) -> bool {
        self.decoded
            .faults
            .iter()
            .any(|fault| matches!(fault, EncodingFault::NotUtf8(_) | EncodingFault::Nul(_)))
    }

    fn encoding(&self, source: &Source<'_>) -> Vec<Diagnostic> {
        self.decoded
            .faults
            .iter()
            .map(|fault| match fault {
                EncodingFault::NotUtf8(range) => source.diagnostic(
                    &invalid_encoding::RULE,
                    range.clone(),
                    "the bytes here are not UTF-8: save the file as UTF-8",
                ),
                EncodingFault::Unknown { name, range } => {
                    let message = format!(
                        "the encoding `{name}` cannot be used: save the file as UTF-8 and remove this comment"
                    );
                    source.diagnostic(&invalid_encoding::RULE, range.clone(), message)
                }
                EncodingFault::Legacy { name, range } => {
                    let message =
                        format!("the file says it is `{name}`, and the platform keeps files as UTF-8");
                    source.diagnostic(&legacy_encoding::RULE, range.clone(), message)
                }
                EncodingFault::Nul(offset) => source.diagnostic(
                    &nul_byte::RULE,
                    *offset..offset + 1,
                    "source code cannot contain NUL bytes",
                ),
            })
            .collect()
    }

    /// The facts of a file that the checker failed on.
    pub(super) fn failed(&self) -> Facts {
        let source = Source::new(self.path, &self.decoded.text);
        let finding = source.diagnostic(&not_checked::RULE, 0..0, "the checker failed on this file");
        Facts {
            findings: vec![finding],
            ..Facts::default()
        }
    }
}

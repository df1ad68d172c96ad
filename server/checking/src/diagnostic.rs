//! One finding, with its fix.

use fp_contract::diagnostic::{Diagnostic, Fix, Severity, TextEdit};

use crate::number;

pub(crate) fn in_contract(found: fp_checker::Diagnostic) -> Diagnostic {
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
        fix: found.fix.map(fix),
    }
}

fn fix(fix: fp_checker::Fix) -> Fix {
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

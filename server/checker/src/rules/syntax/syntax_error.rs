//! FP101: the file is not valid Python.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP101"),
    name: "syntax-error",
    severity: Severity::Error,
    summary: "the file is not valid Python",
    text: "Python could not compile this file, so the app would not start. Every line with an error is \
           listed; the first is usually the cause of those right behind it.",
};

/// What usually mends an error of this kind.
pub(crate) fn help(error: &rustpython_ruff_python_parser::ParseErrorType) -> Option<String> {
    use rustpython_ruff_python_parser::{LexicalErrorType, ParseErrorType};
    let help = match error {
        ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => {
            "close the string with the quote it starts with"
        }
        ParseErrorType::Lexical(LexicalErrorType::IndentationError) => {
            "indent this line like the block it belongs to"
        }
        ParseErrorType::Lexical(LexicalErrorType::Eof) => "close the bracket or string that is still open",
        ParseErrorType::UnexpectedIndentation => {
            "remove the extra blanks in front, or add the line that opens the block"
        }
        ParseErrorType::InvalidAssignmentTarget => "use `==` to compare",
        _ => return None,
    };
    Some(help.to_owned())
}

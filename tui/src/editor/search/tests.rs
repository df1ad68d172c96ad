//! Literal and regular expressions, and the case rule.

use super::*;

fn found(pattern: &str, syntax: Syntax, case: CaseRule, text: &str) -> Vec<(usize, usize)> {
    Query::new(pattern, syntax, case)
        .unwrap()
        .matches(text)
        .map(|range| (range.start, range.end))
        .collect()
}

#[test]
fn a_literal_pattern_means_itself() {
    assert_eq!(
        found("a.b(", Syntax::Literal, CaseRule::Smart, "axb( a.b("),
        [(5, 9)]
    );
}

#[test]
fn smart_case_listens_to_capitals() {
    assert_eq!(found("app", Syntax::Literal, CaseRule::Smart, "App app").len(), 2);
    assert_eq!(found("App", Syntax::Literal, CaseRule::Smart, "App app").len(), 1);
    assert_eq!(
        found("app", Syntax::Literal, CaseRule::Sensitive, "App app").len(),
        1
    );
    assert_eq!(
        found("APP", Syntax::Literal, CaseRule::Insensitive, "App app").len(),
        2
    );
}

#[test]
fn a_regex_knows_lines_and_empty_matches_do_not_count() {
    assert_eq!(
        found("^b*$", Syntax::Regex, CaseRule::Smart, "a\r\nbb\r\n\r\n"),
        [(3, 5)]
    );
}

#[test]
fn an_invalid_regex_says_why() {
    let error = Query::new("a(", Syntax::Regex, CaseRule::Smart).unwrap_err();
    insta::assert_snapshot!(error, @r"the search pattern is not a valid regular expression: unclosed group; hint: search for it literally, or put \ before special characters");
}

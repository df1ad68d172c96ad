//! `fp explain [CODE]`.

use fp_checker::Rule;
use similar::get_close_matches;

use super::error::CliError;
use super::output;
use crate::screen::widgets::wrap;

/// Columns of the text.
const WIDTH: usize = 80;
/// Codes named when the one asked for is unknown.
const MAX_NEAR: usize = 3;
/// How much of a name must agree to be meant, from 0 to 1.
const NEAR: f32 = 0.6;

/// Prints what a rule of the checker says, or one line for each rule. Asks no server.
pub(super) fn run(code: Option<&str>, json: bool) -> Result<(), CliError> {
    let Some(code) = code else {
        return list(json);
    };
    let rule = fp_checker::explain(&code.to_ascii_lowercase()).ok_or_else(|| unknown(code))?;
    if json {
        return output::json(rule);
    }
    output::line(&page(rule))
}

fn list(json: bool) -> Result<(), CliError> {
    if json {
        return output::json(&fp_checker::rules());
    }
    fp_checker::rules()
        .iter()
        .try_for_each(|rule| output::line(&heading(rule)))
}

/// `FP303 shadowed-module (error): a file has the name of a module that the runner needs`.
fn heading(rule: &Rule) -> String {
    format!(
        "{} {} ({}): {}",
        rule.code, rule.name, rule.severity, rule.summary
    )
}

/// The heading and the text in lines of at most `WIDTH` columns. Code stays as it is.
fn page(rule: &Rule) -> String {
    let mut lines = vec![heading(rule), String::new()];
    let mut is_code = false;
    for line in rule.text.trim().lines() {
        is_code ^= line.starts_with("```");
        if is_code || line.len() <= WIDTH {
            lines.push(line.to_owned());
        } else {
            lines.extend(wrap(line, WIDTH));
        }
    }
    lines.join("\n")
}

fn unknown(code: &str) -> CliError {
    let hint = match near(code).as_slice() {
        [] => "`fp explain` lists all".to_owned(),
        near => format!("did you mean {}? `fp explain` lists all", near.join(", ")),
    };
    let code: String = code.chars().filter(|each| !each.is_control()).take(40).collect();
    CliError::Usage(format!("there is no rule {code}\nhint: {hint}"))
}

/// Codes and names like the one asked for: the ones that begin so, else the ones with a few other characters.
fn near(code: &str) -> Vec<&'static str> {
    let wanted = code.to_ascii_uppercase();
    let codes: Vec<&str> = fp_checker::rules()
        .iter()
        .map(|rule| rule.code.as_str())
        .collect();
    let names: Vec<&str> = fp_checker::rules().iter().map(|rule| rule.name).collect();
    let begins = |candidate: &&str| wanted.len() > 2 && candidate.starts_with(wanted.as_str());
    let beginning: Vec<&str> = codes.iter().copied().filter(begins).take(MAX_NEAR).collect();
    if !beginning.is_empty() {
        return beginning;
    }
    let by_name = get_close_matches(code.to_ascii_lowercase().as_str(), &names, MAX_NEAR, NEAR);
    if !by_name.is_empty() {
        return by_name;
    }
    get_close_matches(wanted.as_str(), &codes, MAX_NEAR, NEAR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("FP999", true)]
    #[case("FP30", true)]
    #[case("303", true)]
    #[case("shadowed", true)]
    #[case("mutable-defaults", true)]
    #[case("", false)]
    #[case("zebra", false)]
    fn codes_that_may_be_meant(#[case] code: &str, #[case] some: bool) {
        assert_eq!(!near(code).is_empty(), some, "{:?}", near(code));
    }

    #[test]
    fn an_unknown_code_is_a_mistake_of_use() {
        let error = unknown("FP30");
        assert_eq!(error.code(), 2);
        assert_eq!(
            error.to_string(),
            "there is no rule FP30\nhint: did you mean FP301, FP302, FP303? `fp explain` lists all"
        );
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        for rule in fp_checker::rules() {
            let page = page(rule);
            let text = page.lines().skip(1);
            assert!(text.clone().count() > 1, "{}", rule.code);
            assert!(
                text.clone()
                    .all(|line| line.chars().count() <= WIDTH || line.contains("  ")),
                "{page}"
            );
        }
    }

    #[test]
    fn a_page() {
        let rule = fp_checker::explain("fp201").unwrap();
        let page = page(rule);
        assert!(
            page.starts_with("FP201 no-app (error): the entry file makes no `app`\n\n"),
            "{page}"
        );
        assert!(
            page.contains("\napp = FastAPI()\n"),
            "code stays as it is: {page}"
        );
    }
}

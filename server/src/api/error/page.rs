//! The errors for people: `docs/errors.md`, and the page that `type` of an error leads to.

use std::fmt::Write as _;

use super::catalogue::ERRORS;

const ABOUT: &str = "Every error has a JSON body. `detail` is what the existing platform sends: an object with `code`, `message` and \
`details`; words alone for log-in, sign-up and templates; a list of `loc`, `msg` and `type` for a request that does not fit \
its schema. Beside it stand the members of RFC 9457: `type` (a reference to this page), `title`, `status` and `instance` (the \
id of the request, also in `X-Request-Id` and in the server's log). With `Accept: application/problem+json` the body is a \
problem document: `detail` is words, and the shape above is in `error`.";

/// The page as Markdown.
pub fn markdown() -> String {
    let mut text = format!(
        "# Errors of the API\n\n{ABOUT}\n\n| status | code | meaning | what to do |\n|---|---|---|---|\n"
    );
    for error in ERRORS {
        let _infallible = writeln!(
            text,
            "| {} | `{}` | {} | {} |",
            error.status, error.code, error.title, error.remedy
        );
    }
    text
}

/// The page as HTML; each code is a fragment of it.
pub(in crate::api) fn html() -> String {
    let mut rows = String::new();
    for error in ERRORS {
        let _infallible = writeln!(
            rows,
            "<tr id=\"{code}\"><td>{}<td><code>{code}</code><td>{}<td>{}",
            error.status,
            escaped(error.title),
            escaped(error.remedy),
            code = error.code,
        );
    }
    include_str!("page.html")
        .replace("{about}", &escaped(ABOUT))
        .replace("{rows}", &rows)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

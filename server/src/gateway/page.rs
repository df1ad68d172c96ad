//! The gateway's own replies: small, self-contained, everything in them escaped. Pure.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Response, StatusCode};

use super::absence::Absence;
use super::accept::Accept;

/// Seconds after which a visitor of an app on its way tries again.
const SOON: u32 = 1;

/// What a reply says.
struct Words {
    status: StatusCode,
    title: &'static str,
    reason: String,
    retry_after: Option<u32>,
}

/// The reply to a request that no app answered.
pub(super) fn render(absence: &Absence, accept: Accept) -> Response<Body> {
    let words = words(absence);
    let (kind, body) = match accept {
        Accept::Html => ("text/html; charset=utf-8", html(&words)),
        Accept::Json => (
            "application/json",
            serde_json::json!({ "detail": words.reason }).to_string(),
        ),
        Accept::Text => (
            "text/plain; charset=utf-8",
            format!("{}: {}\n", words.title, words.reason),
        ),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = words.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"),
    );
    if let Some(seconds) = words.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn words(absence: &Absence) -> Words {
    let (status, title, reason, retry_after) = match absence {
        Absence::Unknown => (
            StatusCode::NOT_FOUND,
            "no such app",
            "there is no app at this address".to_owned(),
            None,
        ),
        Absence::Asleep => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the app is asleep",
            "the app could not be woken".to_owned(),
            Some(SOON),
        ),
        Absence::OnItsWay { reason, .. } => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the app is on its way",
            reason.clone(),
            Some(SOON),
        ),
        Absence::NotRunning { reason, retry_after } => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the app is not running",
            reason.clone(),
            *retry_after,
        ),
        Absence::Broken { reason } => (
            StatusCode::BAD_GATEWAY,
            "the app did not answer",
            reason.clone(),
            None,
        ),
        Absence::Overdue { seconds } => (
            StatusCode::GATEWAY_TIMEOUT,
            "the app is too slow",
            format!("the app did not begin its reply within {seconds} s"),
            None,
        ),
        Absence::Refused { reason } => (
            StatusCode::BAD_REQUEST,
            "the request cannot be passed on",
            reason.clone(),
            None,
        ),
    };
    Words {
        status,
        title,
        reason,
        retry_after,
    }
}

fn html(words: &Words) -> String {
    let (title, reason) = (escape(words.title), escape(&words.reason));
    let refresh = words.retry_after.map_or_else(String::new, |seconds| {
        format!(r#"<meta http-equiv="refresh" content="{seconds}">"#)
    });
    let status = words.status.as_u16();
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
{refresh}
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }}
body {{ max-width: 40rem; margin: 15vh auto; padding: 0 1rem }}
h1 {{ font-size: 1.25rem }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; font-size: .9rem }}
small {{ opacity: .6 }}
</style>
</head>
<body>
<h1>{title}</h1>
<pre>{reason}</pre>
<small>{status}</small>
</body>
</html>
"#
    )
}

/// Makes text safe inside an element and inside a quoted attribute; control characters become visible.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(character),
            _ if character.is_control() => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_escaped() {
        let absence = Absence::Broken {
            reason: "<script>alert('1')</script>\u{1b}[31m".to_owned(),
        };
        let page = html(&words(&absence));
        assert!(!page.contains("<script") && !page.contains('\u{1b}'), "{page}");
        assert!(page.contains("&lt;script&gt;"));
    }

    #[test]
    fn a_page_that_may_change_reloads_itself() {
        let absence = Absence::NotRunning {
            reason: "the app is being deployed".to_owned(),
            retry_after: Some(1),
        };
        let response = render(&absence, Accept::Html);
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers()[RETRY_AFTER], "1");
        insta::assert_snapshot!(html(&words(&absence)));
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for absence in [Absence::Unknown, Absence::Overdue { seconds: 60 }] {
            let page = html(&words(&absence));
            assert!(!page.contains("src=") && !page.contains("href="), "{page}");
        }
    }
}

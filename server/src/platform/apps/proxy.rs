//! The test request: the server calls the app and answers with what came back.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bytes::Bytes;
use fp_contract::app::Condition;
use fp_contract::proxy::{ProxyRequest, ProxyResponse};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::header::{
    ACCEPT, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING,
    UPGRADE,
};
use hyper::{HeaderMap, Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;

use super::{owned, shown};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, view};
use crate::runtime::{ConnectError, Connection};
use crate::store::{AppId, UserId};

/// How long the app may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How often an app that is on its way is looked for though nothing was told.
const LOOK: Duration = Duration::from_secs(1);
/// Most bytes of an answer.
const MAX_ANSWER_BYTES: usize = 8 * 1024 * 1024;
/// Most characters of an answer that is text.
const MAX_TEXT: usize = 10_240;

/// Sends one request to the app.
pub async fn proxy(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    request: ProxyRequest,
) -> Result<ProxyResponse> {
    let app = owned(platform, user, id).await?;
    let host = format!("app-{id}.{}", platform.settings.app_domain);
    let path = path_and_query(&request);
    let outgoing = build(request, &path, &host)?;
    let answer = async {
        let connection = connect(platform, &app.id).await?;
        let _visit = platform.traffic.visits.begin(id);
        let begun = Instant::now();
        let answer = send(connection, outgoing).await?;
        Ok::<_, Error>((answer, begun.elapsed()))
    };
    let ((status, headers, body), latency) = tokio::time::timeout(TIMEOUT, answer)
        .await
        .map_err(|_| Error::ProxyTimeout(TIMEOUT.as_secs()))??;
    Ok(ProxyResponse {
        status_code: status,
        headers: shown_headers(&headers),
        body: shown_body(&body),
        latency_ms: (latency.as_secs_f64() * 100_000.0).round() / 100.0,
        url: format!("{}{path}", platform.settings.app_url(id)),
    })
}

/// A connection to the app; one that is asleep is woken, and one that is on its way is waited for.
async fn connect(platform: &Platform, id: &AppId) -> Result<Box<dyn Connection>> {
    let mut changes = platform.rollouts.presence(id);
    loop {
        changes.borrow_and_update();
        match platform.runtime.connect(id).await {
            Ok(connection) => return Ok(connection),
            Err(ConnectError::Refused(reason)) => return Err(Error::Proxy(reason)),
            Err(error @ ConnectError::NotRunning) => come(platform, id, &error).await?,
        }
        // Looked at again after a while although nothing was told: cheap, and nothing depends on every bell.
        let _either = tokio::time::timeout(LOOK, changes.changed()).await;
    }
}

/// Wakes an app that is asleep; an error for one that is not on its way.
async fn come(platform: &Platform, id: &AppId, error: &ConnectError) -> Result<()> {
    let app = platform.store.app(id).await?.ok_or(Error::NotFound("app"))?;
    match view::condition(&app, platform.rollouts.answering(id)) {
        Condition::Asleep => super::wake(platform, id).await,
        Condition::Waking | Condition::Starting | Condition::Live | Condition::Previous => Ok(()),
        Condition::Deploying if app.live_revision.is_some() => Ok(()),
        Condition::Stopped => Err(Error::NotRunning("it was stopped by its owner".to_owned())),
        _ => {
            let reason = shown(platform, &app).error_message;
            Err(Error::NotRunning(reason.unwrap_or_else(|| error.to_string())))
        }
    }
}

/// Header fields by name; of repeated ones all values, with commas between them (RFC 9110, section 5.3).
fn shown_headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut shown: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        shown
            .entry(name.to_string())
            .and_modify(|values| {
                values.push_str(", ");
                values.push_str(&value);
            })
            .or_insert_with(|| value.clone().into_owned());
    }
    shown
}

async fn send(
    connection: Box<dyn Connection>,
    request: Request<Full<Bytes>>,
) -> Result<(u16, HeaderMap, Bytes)> {
    let (mut sender, driver) = hyper::client::conn::http1::handshake(TokioIo::new(connection))
        .await
        .map_err(failed)?;
    let driver = tokio::spawn(driver);
    let answer = async {
        let (parts, body) = sender
            .send_request(request)
            .await
            .map_err(failed)
            .map(Response::into_parts)?;
        let body = Limited::new(body, MAX_ANSWER_BYTES)
            .collect()
            .await
            .map_err(|error| Error::Proxy(error.to_string()))?;
        Ok((parts.status.as_u16(), parts.headers, body.to_bytes()))
    };
    let answer = answer.await;
    driver.abort();
    answer
}

fn path_and_query(request: &ProxyRequest) -> String {
    let slash = if request.path.starts_with('/') { "" } else { "/" };
    let path = match request
        .query_string
        .as_deref()
        .map(|query| query.trim_start_matches('?'))
    {
        Some(query) if !query.is_empty() => format!("{slash}{}?{query}", request.path),
        _ => format!("{slash}{}", request.path),
    };
    escaped(&path)
}

/// What people type and a request line cannot carry (blanks, letters beyond ASCII), percent-encoded as browsers do.
fn escaped(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            escaped.extend(
                [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])),
            );
        }
    }
    escaped
}

fn build(request: ProxyRequest, path: &str, host: &str) -> Result<Request<Full<Bytes>>> {
    let method: Method = request.method.to_uppercase().parse().map_err(invalid)?;
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let (content_type, body) = body_of(&method, request.body);
    if let Some(content_type) = content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    for (name, value) in request.headers.unwrap_or_default() {
        let name: HeaderName = name.parse().map_err(invalid)?;
        headers.insert(name, value.parse().map_err(invalid)?);
    }
    headers.insert(HOST, host.parse().map_err(invalid)?);
    // How long the body is and how the connection is used is not the client's to say here.
    for name in [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING, UPGRADE] {
        headers.remove(name);
    }
    let mut outgoing = Request::builder()
        .method(method)
        .uri(path)
        .body(Full::new(body))
        .map_err(invalid)?;
    *outgoing.headers_mut() = headers;
    Ok(outgoing)
}

/// Text is sent as it is, everything else as JSON; a method that carries no body gets none.
fn body_of(method: &Method, body: Option<Value>) -> (Option<&'static str>, Bytes) {
    let carries = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(method);
    match body.filter(|_| carries) {
        None | Some(Value::Null) => (None, Bytes::new()),
        Some(Value::String(text)) => (Some("text/plain; charset=utf-8"), text.into()),
        Some(other) => (Some("application/json"), other.to_string().into()),
    }
}

fn shown_body(body: &[u8]) -> Value {
    serde_json::from_slice(body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).chars().take(MAX_TEXT).collect()))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn failed(error: hyper::Error) -> Error {
    Error::Proxy(error.to_string())
}

fn invalid(error: impl std::fmt::Display) -> Error {
    Error::Invalid(format!("the request cannot be sent: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn request(method: &str, body: &Value) -> ProxyRequest {
        serde_json::from_value(json!({"method": method, "path": "/a", "query_string": "b=c", "body": body}))
            .unwrap()
    }

    #[test]
    fn a_list_is_sent_as_json() {
        let (content_type, body) = body_of(&Method::POST, Some(json!([1, "a", null])));
        assert_eq!(
            (content_type, &body[..]),
            (Some("application/json"), &br#"[1,"a",null]"#[..])
        );
    }

    #[test]
    fn reading_carries_no_body() {
        assert_eq!(body_of(&Method::GET, Some(json!({"a": 1}))), (None, Bytes::new()));
    }

    #[test]
    fn a_method_or_path_that_cannot_be_sent_is_refused() {
        assert!(build(request("G ET", &Value::Null), "/", "localhost").is_err());
        assert!(build(request("GET", &Value::Null), "/\n", "localhost").is_err());
        assert_eq!(path_and_query(&request("GET", &Value::Null)), "/a?b=c");
    }

    #[test]
    fn what_people_type_is_escaped() {
        assert_eq!(
            escaped("/käse brot?a=b&c=%20#x"),
            "/k%C3%A4se%20brot?a=b&c=%20%23x"
        );
    }

    #[test]
    fn repeated_headers_are_all_shown() {
        let mut headers = HeaderMap::new();
        for value in ["a=1", "b=2"] {
            headers.append("set-cookie", HeaderValue::from_static(value));
        }
        assert_eq!(shown_headers(&headers)["set-cookie"], "a=1, b=2");
    }

    #[test]
    fn long_text_is_cut_and_json_is_not() {
        assert_eq!(
            shown_body("ä".repeat(20_000).as_bytes())
                .as_str()
                .unwrap()
                .chars()
                .count(),
            MAX_TEXT
        );
        assert_eq!(shown_body(br#"{"a": 1}"#), json!({"a": 1}));
    }
}

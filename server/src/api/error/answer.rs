//! Gives every error its last form: with the id of its request, in the media type the client accepts.

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tower_http::request_id::RequestId;

use super::ApiError;
use super::shape::{Failure, PROBLEM_JSON};

/// Most bytes of a refusal that the web framework worded itself.
const MAX_WORDS: usize = 8 * 1024;

/// Passes the request on and rewrites the answer when it is an error.
pub(in crate::api) async fn answer_errors(request: Request, next: Next) -> Response {
    let as_problem = accepts_problem(request.headers());
    let instance = instance(&request);
    let mut response = next.run(request).await;
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    if response.extensions().get::<Failure>().is_none() {
        if !is_text(response.headers()) {
            return response;
        }
        response = in_shape(response).await;
    }
    let Some(failure) = response.extensions().get::<Failure>().cloned() else {
        return response;
    };
    let written = if as_problem {
        failure.respond_as_problem(instance)
    } else {
        failure.respond(instance)
    };
    replace_body(response, written)
}

/// Whether the client asks for problem documents by name.
fn accepts_problem(headers: &HeaderMap) -> bool {
    let mut accepted = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.to_ascii_lowercase().contains(PROBLEM_JSON))
}

fn instance(request: &Request) -> Option<String> {
    let id = request.extensions().get::<RequestId>()?;
    id.header_value().to_str().ok().map(str::to_owned)
}

/// Whether the web framework refused the request in its own words, before any operation saw it.
fn is_text(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

/// The same refusal in the API's shape, its headers kept.
async fn in_shape(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let words = axum::body::to_bytes(body, MAX_WORDS).await.unwrap_or_default();
    let words = match String::from_utf8_lossy(&words).trim() {
        "" => parts.status.canonical_reason().unwrap_or("refused").to_owned(),
        words => words.to_owned(),
    };
    let worded = ApiError::plain(parts.status, words).into_response();
    let failure = worded.extensions().get::<Failure>().cloned();
    let mut response = replace_body(Response::from_parts(parts, Body::empty()), worded);
    if let Some(failure) = failure {
        response.extensions_mut().insert(failure);
    }
    response
}

/// The answer with another body, and with the headers that go with that.
fn replace_body(mut response: Response, written: Response) -> Response {
    let (parts, body) = written.into_parts();
    response.headers_mut().remove(CONTENT_LENGTH);
    response.headers_mut().extend(parts.headers);
    *response.body_mut() = body;
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(None, false)]
    #[case(Some("*/*"), false)]
    #[case(Some("application/json"), false)]
    #[case(Some("application/problem+json"), true)]
    #[case(Some("application/json;q=0.5, Application/Problem+JSON"), true)]
    fn problem_documents_are_asked_for_by_name(#[case] accept: Option<&'static str>, #[case] asked: bool) {
        let mut headers = HeaderMap::new();
        if let Some(accept) = accept {
            headers.insert(ACCEPT, accept.parse().unwrap());
        }
        assert_eq!(accepts_problem(&headers), asked);
    }
}

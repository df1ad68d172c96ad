//! What clients may keep of a reply. Every JSON reply to a GET has an entity tag, so that one the client has already is not
//! sent again. Nothing may be stored, since a reply may hold secrets, but the few that are known not to.

use axum::body::{Body, HttpBody as _};
use axum::extract::{MatchedPath, Request};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// Replies to GET that hold no secret: neither values of variables nor tokens, passwords or the documents of a database.
pub(super) const WITHOUT_SECRETS: &[&str] =
    &["/", "/api/apps", "/api/templates", "/api/templates/{template_id}"];
/// Bytes of the hash that an entity tag shows: enough that no two replies share one.
const TAG_BYTES: usize = 16;

/// Adds entity tags and says what may be stored.
pub(super) async fn caching(request: Request, next: Next) -> Response {
    let is_read = request.method() == Method::GET;
    let may_be_stored = is_read && is_without_secrets(&request);
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let mut response = next.run(request).await;
    if is_read && is_whole_json(&response) {
        response = tagged(response, known.as_ref()).await;
    }
    let rule = if may_be_stored {
        "private, no-cache"
    } else {
        "no-store"
    };
    response
        .headers_mut()
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static(rule));
    response
}

fn is_without_secrets(request: &Request) -> bool {
    let path = request.extensions().get::<MatchedPath>();
    path.is_some_and(|path| WITHOUT_SECRETS.contains(&path.as_str()))
}

/// Whether the reply is JSON of a known length, not a stream.
fn is_whole_json(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    response.status() == StatusCode::OK
        && kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
        && response.body().size_hint().exact().is_some()
}

/// The reply with its tag, or only that the client has it already.
async fn tagged(response: Response, known: Option<&HeaderValue>) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let ready = parts.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
    let tag = ready.map_or_else(|| tag_of(&bytes), str::to_owned);
    let is_known = known.is_some_and(|known| names(known, &tag));
    if let Ok(value) = HeaderValue::from_str(&tag) {
        parts.headers.insert(ETAG, value);
    }
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        forget_body(&mut parts.headers);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// The entity tag of a reply.
pub(super) fn tag_of(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(&hash[..TAG_BYTES]))
}

/// Whether `If-None-Match` names the tag (RFC 9110, section 13.1.2).
fn names(known: &HeaderValue, tag: &str) -> bool {
    known.to_str().is_ok_and(|known| {
        known
            .split(',')
            .map(|one| one.trim().trim_start_matches("W/"))
            .any(|one| one == "*" || one == tag)
    })
}

fn forget_body(headers: &mut HeaderMap) {
    headers.remove(CONTENT_TYPE);
    headers.remove(CONTENT_LENGTH);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("\"a\"", true)]
    #[case("\"b\", W/\"a\"", true)]
    #[case("*", true)]
    #[case("\"b\"", false)]
    #[case("a", false)]
    fn tags_in_a_list(#[case] known: &'static str, #[case] named: bool) {
        assert_eq!(names(&HeaderValue::from_static(known), "\"a\""), named);
    }
}

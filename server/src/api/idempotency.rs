//! `Idempotency-Key`: makes it safe to send a POST again. The first reply is given again for a day.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::error::ApiError;
use super::session::Session;
use crate::platform::Platform;
use crate::platform::idempotency::{self, Claim, Pending};
use crate::store::StoredReply;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Most characters of a key.
const MAX_KEY: usize = 255;
/// Most bytes of a body that is compared, and of a reply that is kept: more than any operation takes or gives.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Carries a POST with a key out once; without a key, or without a session, it is nothing to this layer.
pub(super) async fn idempotency(State(platform): State<Platform>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    let answer = once(&platform, request, next).await;
    answer.unwrap_or_else(ApiError::into_response)
}

async fn once(platform: &Platform, request: Request, next: Next) -> Result<Response, ApiError> {
    let (mut parts, body) = request.into_parts();
    let Ok(session) = Session::from_request_parts(&mut parts, platform).await else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let key = key(&parts)?;
    let body = axum::body::to_bytes(body, MAX_BYTES).await.map_err(|_| {
        ApiError::coded(
            StatusCode::PAYLOAD_TOO_LARGE,
            "PAYLOAD_TOO_LARGE",
            "the body is too large",
        )
    })?;
    let fingerprint = fingerprint(&parts, &body);
    match idempotency::claim(platform, session.id(), &key, fingerprint).await? {
        Claim::New(pending) => {
            parts.extensions.insert(session);
            let request = Request::from_parts(parts, Body::from(body));
            Ok(settle(pending, next.run(request).await).await)
        }
        Claim::Done(reply) => Ok(replay(reply)),
        Claim::Running => Err(ApiError::coded(
            StatusCode::CONFLICT,
            "REQUEST_RUNNING",
            "a request with this idempotency key is being carried out\nhint: send it again later for its reply",
        )),
        Claim::Mismatch => Err(ApiError::coded(
            StatusCode::UNPROCESSABLE_ENTITY,
            "IDEMPOTENCY_KEY_REUSED",
            "this idempotency key stands for another request\nhint: use a new key for a new request",
        )),
    }
}

fn key(parts: &Parts) -> Result<String, ApiError> {
    let key = parts.headers.get(KEY).and_then(|key| key.to_str().ok());
    let is_key =
        |key: &&str| (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    key.filter(is_key).map(str::to_owned).ok_or_else(|| {
        let message = format!("an idempotency key has 1 to {MAX_KEY} visible ASCII characters");
        ApiError::coded(StatusCode::BAD_REQUEST, "INVALID_IDEMPOTENCY_KEY", message)
    })
}

/// What tells one request from another.
fn fingerprint(parts: &Parts, body: &Bytes) -> String {
    let mut hash = Sha256::new();
    hash.update(parts.uri.to_string());
    hash.update([0]);
    hash.update(body);
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// Keeps a success, and gives the key up after anything else.
async fn settle(pending: Pending, response: Response) -> Response {
    if !response.status().is_success() {
        pending.release().await;
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = axum::body::to_bytes(body, MAX_BYTES).await else {
        return ApiError::internal("the reply to a request with an idempotency key is too large")
            .into_response();
    };
    pending
        .finish(parts.status.as_u16(), &String::from_utf8_lossy(&body))
        .await;
    Response::from_parts(parts, Body::from(body))
}

fn replay(reply: StoredReply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (REPLAYED, HeaderValue::from_static("true")),
    ];
    (status, headers, reply.body).into_response()
}

//! Reads bodies and query strings; what does not fit is answered in the existing platform's shape.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::error::ApiError;

/// Most bytes of a body: a draft of the largest size, escaped.
pub(super) const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

/// A JSON body that may be absent, which means the same as `{}`.
pub(super) struct OptionalBody<T>(pub(super) T);

/// The query string.
pub(super) struct Parameters<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        parse(&read(request, state).await?).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for OptionalBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = read(request, state).await?;
        parse(if bytes.is_empty() { b"{}" } else { &bytes }).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query
            .map(|Query(value)| Self(value))
            .map_err(|rejection| ApiError::field(&["query"], &rejection.body_text(), "value_error"))
    }
}

/// A body as it is.
pub(super) struct RawBody(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        read(request, state).await.map(Self)
    }
}

/// A body that is JSON or, when it does not say that it is, plain text.
pub(super) struct TextOrJson<T>(pub(super) Either<T>);

/// Which of the two it was.
pub(super) enum Either<T> {
    Json(T),
    Text(String),
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for TextOrJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let kind = request.headers().get(CONTENT_TYPE);
        let is_json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
        let bytes = read(request, state).await?;
        if is_json {
            return parse(&bytes).map(Either::Json).map(Self);
        }
        let text = String::from_utf8(bytes.into())
            .map_err(|_| ApiError::field(&["body"], "the text is not UTF-8", "value_error"))?;
        Ok(Self(Either::Text(text)))
    }
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let message = format!("a request may have {MAX_BODY_BYTES} bytes");
            ApiError::coded(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
        } else {
            ApiError::plain(rejection.status(), rejection.body_text())
        }
    })
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    // A list would be read as the fields in their order.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(ApiError::field(&["body"], "must be an object", "dict_type"));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let message = error.to_string();
        if error.is_syntax() || error.is_eof() {
            return ApiError::field(&["body"], &message, "json_invalid");
        }
        match missing_field(&message) {
            Some(field) => ApiError::field(&["body", field], "Field required", "missing"),
            None => ApiError::field(&["body"], &message, "value_error"),
        }
    })
}

/// The field that serde says is missing; it says so only in words.
fn missing_field(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.split('`').next()
}

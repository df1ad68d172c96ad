//! Who sends a request.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use axum::http::request::Parts;

use super::error::ApiError;
use crate::platform::{Platform, accounts};
use crate::store::{UserId, UserRecord};

/// The account behind the `Authorization` header.
pub(super) struct Session(pub(super) UserRecord);

/// The account behind a WebSocket handshake. Browsers cannot set headers there, so the token may also come as the second
/// subprotocol (`bearer, TOKEN`) or, as older clients send it, in the query string.
pub(super) struct SocketSession(pub(super) UserRecord);

impl Session {
    /// The account's identifier.
    pub(super) fn id(&self) -> &UserId {
        &self.0.id
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Session
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let token = header_token(parts).ok_or_else(ApiError::not_authenticated)?;
        let user = accounts::authenticate(&Platform::from_ref(state), token).await?;
        Ok(Self(user))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SocketSession
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    /// Every refusal is 403, which is what clients of the existing platform see.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let token = header_token(parts)
            .or_else(|| protocol_token(parts))
            .or_else(|| query_token(parts))
            .ok_or_else(ApiError::not_authenticated)?;
        accounts::authenticate(&Platform::from_ref(state), token)
            .await
            .map(Self)
            .map_err(|error| ApiError::plain(StatusCode::FORBIDDEN, error.to_string()))
    }
}

fn header_token(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn protocol_token(parts: &Parts) -> Option<&str> {
    let (first, token) = parts
        .headers
        .get(SEC_WEBSOCKET_PROTOCOL)?
        .to_str()
        .ok()?
        .split_once(',')?;
    first.trim().eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A token has no character that would be escaped in a query string.
fn query_token(parts: &Parts) -> Option<&str> {
    let mut pairs = parts.uri.query()?.split('&');
    pairs.find_map(|pair| pair.strip_prefix("token="))
}

//! Who sends a request, and by what right.
//!
//! What an operation needs is said in its description (see [`super::scopes`]); whoever takes one of these is let in only when
//! the session or token reaches so far.

use axum::extract::{FromRef, FromRequestParts, MatchedPath};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use axum::http::request::Parts;
use fp_contract::scope::Scope;
use serde_json::json;

use super::error::ApiError;
use super::origin::origin;
use super::scopes;
use crate::platform::audit::{self, Actor};
use crate::platform::sessions::{self, Access};
use crate::platform::{Platform, error::Error};
use crate::store::{UserId, UserRecord};

/// The account behind the `Authorization` header.
#[derive(Clone)]
pub(super) struct Session {
    /// The account, as it is now.
    pub(super) user: UserRecord,
    /// The right by which it is served.
    pub(super) access: Access,
}

/// The account behind a WebSocket handshake. Browsers cannot set headers there, so the token may also come as the second
/// subprotocol (`bearer, TOKEN`) or, as older clients send it, in the query string.
pub(super) struct SocketSession(pub(super) Session);

/// A session or token, whatever it reaches.
pub(super) struct AnySession(pub(super) Session);

/// An operator, for what only operators may do.
pub(super) struct Operator(pub(super) Session);

impl Session {
    /// The account's identifier.
    pub(super) fn id(&self) -> &UserId {
        &self.user.id
    }

    /// Who acts, as the audit log has it.
    pub(super) fn actor(&self) -> Actor {
        Actor::from(&self.access)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Session
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        // A layer that had to know the sender before left it here.
        if let Some(session) = parts.extensions.remove::<Self>() {
            return Ok(session);
        }
        let token = header_token(parts).ok_or_else(ApiError::not_authenticated)?;
        Ok(open(parts, state, token).await?)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AnySession
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let token = header_token(parts).ok_or_else(ApiError::not_authenticated)?;
        Ok(Self(present(parts, state, token).await?))
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
        open(parts, state, token)
            .await
            .map(Self)
            .map_err(|error| match error {
                Error::Unauthenticated => ApiError::plain(StatusCode::FORBIDDEN, error.to_string()),
                other => other.into(),
            })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Operator
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let session = Session::from_request_parts(parts, state).await?;
        // Whatever the description says: an operation of operators needs their scope.
        session.access.require(&[Scope::Admin])?;
        if !session.user.is_admin {
            return Err(Error::OperatorRequired.into());
        }
        Ok(Self(session))
    }
}

/// The session or token, when it reaches as far as the operation needs.
async fn open<S>(parts: &Parts, state: &S, token: &str) -> Result<Session, Error>
where
    Platform: FromRef<S>,
{
    let session = present(parts, state, token).await?;
    let path = parts
        .extensions
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    session.access.require(scopes::needed(&parts.method, path))?;
    Ok(session)
}

/// The session or token. What an operator does, or tries to do, as somebody else is audited.
async fn present<S>(parts: &Parts, state: &S, token: &str) -> Result<Session, Error>
where
    Platform: FromRef<S>,
{
    let platform = Platform::from_ref(state);
    let (user, access) = sessions::authenticate(&platform, token, &origin(parts, &platform)).await?;
    if access.operator.is_some() {
        let details = json!({"method": parts.method.as_str(), "path": parts.uri.path()});
        let target = Some(user.id.0.as_str());
        audit::record(
            &platform,
            &Actor::from(&access),
            "act_as.request",
            target,
            details,
        )
        .await;
    }
    Ok(Session { user, access })
}

/// The token of the `Authorization` header.
pub(super) fn header_token(parts: &Parts) -> Option<&str> {
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

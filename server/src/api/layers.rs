//! What every request passes through, outermost first: a request id, a line in the trace, the last form of errors,
//! cross-origin rules, the door of a local server, what clients may keep, a task of its own,
//! and its idempotency key; unknown routes and methods are answered in JSON.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{ETAG, HeaderName, LINK, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use tower_http::cors::CorsLayer;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use super::body::MAX_BODY_BYTES;
use super::caching::caching;
use super::carry_through::carry_through;
use super::error::{ApiError, answer_errors};
use super::idempotency::idempotency;
use super::local_only::local_only;
use super::readable_path::readable_path;
use crate::platform::{Platform, identifier};

/// What pages of other origins may read beside the body.
const EXPOSED: [HeaderName; 5] = [
    ETAG,
    LINK,
    RETRY_AFTER,
    HeaderName::from_static("idempotency-replayed"),
    HeaderName::from_static("x-request-id"),
];

/// The routes with their layers.
pub(super) fn wrap(routes: Router, platform: Platform) -> Router {
    routes
        .fallback(async || ApiError::plain(StatusCode::NOT_FOUND, "Not Found"))
        .method_not_allowed_fallback(async || {
            ApiError::plain(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
        })
        .layer(axum::middleware::from_fn_with_state(
            platform.clone(),
            idempotency,
        ))
        .layer(axum::middleware::from_fn(carry_through))
        .layer(axum::middleware::from_fn(caching))
        .layer(axum::middleware::from_fn(readable_path))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(axum::middleware::from_fn_with_state(platform, local_only))
        // Any origin, as on the existing platform: a session is a header that only its owner can send, never a cookie.
        .layer(
            CorsLayer::very_permissive()
                .allow_credentials(false)
                .expose_headers(EXPOSED),
        )
        .layer(axum::middleware::from_fn(answer_errors))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::x_request_id(Sortable))
}

/// The path without its query string, which may hold a token.
fn span(request: &Request) -> tracing::Span {
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok());
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}

/// Request ids that sort by time.
#[derive(Clone, Copy)]
struct Sortable;

impl MakeRequestId for Sortable {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&identifier::sortable())
            .ok()
            .map(RequestId::new)
    }
}

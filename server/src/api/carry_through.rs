//! Carries every operation through, whatever becomes of the connection that asked for it.
//!
//! A handler is dropped when its client hangs up. Between a write to the record and waking the rollout engine that would
//! leave a deployment lying until the next restart; so each that may write runs as a task of its own.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use tracing::Instrument as _;

use super::error::ApiError;

/// How long a client waits at most; longer than a test request (30 s) and a log-in (28 s) may take.
const LIMIT: Duration = Duration::from_mins(1);

/// Runs the handler. A panic is answered as an error; after the limit the client is let go, and what may write goes on.
pub(super) async fn carry_through(request: Request, next: Next) -> Response {
    let only_reads = request.method().is_safe();
    let handler = AssertUnwindSafe(next.run(request).in_current_span()).catch_unwind();
    let answer = if only_reads {
        tokio::time::timeout(LIMIT, handler).await
    } else {
        let task = tokio::spawn(handler).map(|ended| ended.unwrap_or_else(|error| Err(Box::new(error))));
        tokio::time::timeout(LIMIT, task).await
    };
    match answer {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => ApiError::internal("the operation panicked".to_owned()).into_response(),
        Err(_) => ApiError::coded(
            StatusCode::GATEWAY_TIMEOUT,
            "TIMEOUT",
            format!(
                "this takes longer than {} seconds; it goes on without you",
                LIMIT.as_secs()
            ),
        )
        .into_response(),
    }
}

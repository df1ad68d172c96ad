//! Error bodies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of every error that has a code: `{"detail": {"code", "message", "details"}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErrorBody {
    /// What went wrong.
    pub detail: ErrorDetail,
}

/// What went wrong, as a code for programs and words for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErrorDetail {
    /// A stable code, such as `NOT_FOUND`.
    pub code: String,
    /// The reason in words.
    pub message: String,
    /// More, by code: `VALIDATION_FAILED` has `line`, `file` and `diagnostics`.
    pub details: Option<serde_json::Value>,
}

/// The body of log-in, sign-up and template errors: `{"detail": "text"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlainErrorBody {
    /// The reason in words.
    pub detail: String,
}

/// Reads the message of either error body, and the code when there is one.
pub fn read_error(body: &str) -> Option<(Option<String>, String)> {
    if let Ok(coded) = serde_json::from_str::<ErrorBody>(body) {
        return Some((Some(coded.detail.code), coded.detail.message));
    }
    serde_json::from_str::<PlainErrorBody>(body)
        .ok()
        .map(|plain| (None, plain.detail))
}

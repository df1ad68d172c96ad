//! Error bodies: the existing platform's `detail`, and beside it the members of RFC 9457.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What every error body says beside its `detail` (RFC 9457, section 3.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Problem {
    /// Which error this is: a reference to its description, such as `/docs/errors#NOT_FOUND`.
    #[serde(rename = "type")]
    #[schema(required, format = "uri-reference")]
    pub kind: String,
    /// The same in a few words.
    #[schema(required)]
    pub title: String,
    /// The HTTP status.
    #[schema(required, minimum = 400, maximum = 599)]
    pub status: u16,
    /// The id of the request, as in `X-Request-Id` and in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub instance: Option<String>,
}

impl Default for Problem {
    /// What a body without these members means (RFC 9457, section 3.1.1).
    fn default() -> Self {
        Self {
            kind: "about:blank".to_owned(),
            title: String::new(),
            status: 0,
            instance: None,
        }
    }
}

/// The body of every error that has a code: `{"detail": {"code", "message", "details"}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErrorBody {
    /// What went wrong.
    pub detail: ErrorDetail,
    /// The members of RFC 9457.
    #[serde(flatten)]
    pub problem: Problem,
}

/// What went wrong, as a code for programs and words for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErrorDetail {
    /// A stable code, such as `NOT_FOUND`.
    pub code: String,
    /// The reason in words.
    pub message: String,
    /// More, by code: `VALIDATION_FAILED` has `line`, `file` and `diagnostics`.
    pub details: Option<Value>,
}

/// The body of log-in, sign-up and template errors: `{"detail": "text"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlainErrorBody {
    /// The reason in words.
    pub detail: String,
    /// The members of RFC 9457.
    #[serde(flatten)]
    pub problem: Problem,
}

/// The body of the errors of requests that do not fit their schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldErrorBody {
    /// What does not fit.
    pub detail: Vec<FieldError>,
    /// The members of RFC 9457.
    #[serde(flatten)]
    pub problem: Problem,
}

/// A part of a request that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Where: `body` or `query`, then the field.
    pub loc: Vec<String>,
    /// Why, in words.
    pub msg: String,
    /// The kind of mistake, such as `missing`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// The body of any error, whatever its shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum AnyErrorBody {
    /// With a code.
    Coded(ErrorBody),
    /// Words alone.
    Plain(PlainErrorBody),
    /// A list of what does not fit.
    Fields(FieldErrorBody),
}

/// The body of every error for clients that accept `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProblemBody {
    /// The members of RFC 9457 but one.
    #[serde(flatten)]
    pub problem: Problem,
    /// The reason in words.
    pub detail: String,
    /// What other clients get as `detail`.
    pub error: Value,
}

/// Only what every server says.
#[derive(Deserialize)]
struct AnyBody<T> {
    detail: T,
}

/// Reads the message of either error body, and the code when there is one.
pub fn read_error(body: &str) -> Option<(Option<String>, String)> {
    if let Ok(coded) = serde_json::from_str::<AnyBody<ErrorDetail>>(body) {
        return Some((Some(coded.detail.code), coded.detail.message));
    }
    serde_json::from_str::<AnyBody<String>>(body)
        .ok()
        .map(|plain| (None, plain.detail))
}

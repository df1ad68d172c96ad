//! Error answers. Three shapes, as the existing platform sends them:
//! coded (`{"detail": {"code", "message", "details"}}`), plain (`{"detail": "text"}`) and, for requests that do not fit
//! their schema, a list (`{"detail": [{"loc", "msg", "type"}]}`).

use axum::Json;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use fp_contract::error::{ErrorBody, ErrorDetail, PlainErrorBody};
use serde_json::{Value, json};

use crate::platform::error::{Error, Refusal};
use crate::store::StoreError;

/// What is said of a failure that is the server's own; the cause is in its log.
const INTERNAL: &str = "the server could not do this; the reason is in its log";

/// An error as it is answered.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    /// Boxed, so that answers that are no errors do not carry its size.
    body: Box<Body>,
    /// For the log, never for the client.
    cause: Option<String>,
    header: Option<(HeaderName, &'static str)>,
}

#[derive(Debug)]
enum Body {
    Coded {
        code: &'static str,
        message: String,
        details: Option<Value>,
    },
    Plain(String),
    Fields(Value),
}

impl ApiError {
    /// An error with a code.
    pub fn coded(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::with_body(
            status,
            Body::Coded {
                code,
                message: message.into(),
                details: None,
            },
        )
    }

    /// An error that is only words.
    pub fn plain(status: StatusCode, message: impl Into<String>) -> Self {
        Self::with_body(status, Body::Plain(message.into()))
    }

    /// A request that does not fit its schema: where, why, and the kind of mistake.
    pub fn field(location: &[&str], message: &str, kind: &str) -> Self {
        let fields = json!([{"loc": location, "msg": message, "type": kind}]);
        Self::with_body(StatusCode::UNPROCESSABLE_ENTITY, Body::Fields(fields))
    }

    /// No session was presented.
    pub fn not_authenticated() -> Self {
        Self::plain(StatusCode::FORBIDDEN, "Not authenticated")
    }

    /// A failure of the server itself.
    pub fn internal(cause: impl Into<String>) -> Self {
        let error = Self::coded(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", INTERNAL);
        Self {
            cause: Some(cause.into()),
            ..error
        }
    }

    /// The same error as words alone, as log-in, sign-up and template errors are sent.
    #[must_use]
    pub fn without_code(self) -> Self {
        let body = match *self.body {
            Body::Coded { message, .. } => Body::Plain(message),
            other => other,
        };
        Self {
            body: Box::new(body),
            ..self
        }
    }

    fn with_body(status: StatusCode, body: Body) -> Self {
        Self {
            status,
            body: Box::new(body),
            cause: None,
            header: None,
        }
    }

    fn with_details(mut self, value: Value) -> Self {
        if let Body::Coded { details, .. } = &mut *self.body {
            *details = Some(value);
        }
        self
    }

    fn with_header(self, name: HeaderName, value: &'static str) -> Self {
        Self {
            header: Some((name, value)),
            ..self
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        let coded = |status, code| Self::coded(status, code, message.clone());
        match error {
            Error::NotFound(_) => coded(StatusCode::NOT_FOUND, "NOT_FOUND"),
            Error::Invalid(_) => coded(StatusCode::BAD_REQUEST, "INVALID_REQUEST"),
            Error::Field { field, message } => Self::field(&["body", field], &message, "value_error"),
            Error::UnknownDatabase(_) => coded(StatusCode::BAD_REQUEST, "INVALID_DATABASE"),
            Error::Refused(refusal) => {
                coded(StatusCode::BAD_REQUEST, "VALIDATION_FAILED").with_details(details(&refusal))
            }
            Error::DraftConflict { current, expected } => coded(StatusCode::CONFLICT, "DRAFT_CONFLICT")
                .with_details(json!({"draft_version": current, "base_draft_version": expected})),
            Error::Taken(_) => coded(StatusCode::BAD_REQUEST, "TAKEN"),
            Error::SignUpsClosed => coded(StatusCode::FORBIDDEN, "SIGNUPS_DISABLED"),
            Error::OperatorCode => coded(StatusCode::FORBIDDEN, "OPERATOR_CODE_INVALID"),
            Error::WrongCredentials | Error::Unauthenticated => {
                Self::plain(StatusCode::UNAUTHORIZED, message).with_header(WWW_AUTHENTICATE, "Bearer")
            }
            Error::Busy => coded(StatusCode::SERVICE_UNAVAILABLE, "BUSY").with_header(RETRY_AFTER, "5"),
            Error::NotRunning(_) => coded(StatusCode::BAD_REQUEST, "APP_NOT_RUNNING"),
            Error::ProxyTimeout(_) => coded(StatusCode::GATEWAY_TIMEOUT, "PROXY_TIMEOUT"),
            Error::Proxy(_) => coded(StatusCode::BAD_GATEWAY, "PROXY_ERROR"),
            Error::Store(StoreError::Full) => coded(StatusCode::INSUFFICIENT_STORAGE, "STORAGE_FULL"),
            Error::Store(_) | Error::Internal(_) => Self::internal(message),
        }
    }
}

fn details(refusal: &Refusal) -> Value {
    json!({
        "line": refusal.line,
        "file": refusal.file,
        "diagnostics": refusal.diagnostics,
    })
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if self.status.is_server_error() {
            tracing::error!(status = self.status.as_u16(), cause = ?self.cause, body = ?self.body, "request failed");
        }
        let mut response = match *self.body {
            Body::Coded {
                code,
                message,
                details,
            } => {
                let detail = ErrorDetail {
                    code: code.to_owned(),
                    message,
                    details,
                };
                (self.status, Json(ErrorBody { detail })).into_response()
            }
            Body::Plain(detail) => (self.status, Json(PlainErrorBody { detail })).into_response(),
            Body::Fields(detail) => (self.status, Json(json!({"detail": detail}))).into_response(),
        };
        if let Some((name, value)) = self.header {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

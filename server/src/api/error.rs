//! Error answers. Three shapes, as the existing platform sends them:
//! coded (`{"detail": {"code", "message", "details"}}`), plain (`{"detail": "text"}`) and, for requests that do not fit
//! their schema, a list (`{"detail": [{"loc", "msg", "type"}]}`). Beside `detail` stand the members of RFC 9457.

mod answer;
mod catalogue;
mod page;
mod shape;

use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use fp_checking::Refusal;
use fp_contract::error::FieldError;
use serde_json::{Value, json};

use crate::platform::error::Error;
use crate::store::StoreError;
pub(super) use answer::answer_errors;
pub(super) use page::html as page;
pub use page::markdown;
use shape::{Failure, Shape};

/// What is said of a failure that is the server's own; the cause is in its log.
const INTERNAL: &str = "the server could not do this; the reason is in its log";

/// An error as it is answered.
#[derive(Debug)]
pub struct ApiError {
    /// Boxed, so that answers that are no errors do not carry its size.
    failure: Box<Failure>,
    /// For the log, never for the client.
    cause: Option<String>,
    header: Option<(HeaderName, &'static str)>,
}

impl ApiError {
    /// An error with a code.
    pub fn coded(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(
            status,
            code,
            Shape::Coded {
                message,
                details: None,
            },
        )
    }

    /// An error that is only words.
    pub fn plain(status: StatusCode, message: impl Into<String>) -> Self {
        Self::new(status, catalogue::code_of(status), Shape::Plain(message.into()))
    }

    /// A request that does not fit its schema: where, why, and the kind of mistake.
    pub fn field(location: &[&str], message: &str, kind: &str) -> Self {
        let field = FieldError {
            loc: location.iter().map(|&part| part.to_owned()).collect(),
            msg: message.to_owned(),
            kind: kind.to_owned(),
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self::new(status, catalogue::code_of(status), Shape::Fields(vec![field]))
    }

    /// No session was presented.
    pub fn not_authenticated() -> Self {
        Self::coded(StatusCode::FORBIDDEN, "NOT_AUTHENTICATED", "Not authenticated").without_code()
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
    pub fn without_code(mut self) -> Self {
        if let Shape::Coded { message, .. } = &mut self.failure.shape {
            self.failure.shape = Shape::Plain(std::mem::take(message));
        }
        self
    }

    fn new(status: StatusCode, code: &'static str, shape: Shape) -> Self {
        Self {
            failure: Box::new(Failure { status, code, shape }),
            cause: None,
            header: None,
        }
    }

    fn with_details(mut self, value: Value) -> Self {
        if let Shape::Coded { details, .. } = &mut self.failure.shape {
            *details = Some(value);
        }
        self
    }

    pub(super) fn with_header(self, name: HeaderName, value: &'static str) -> Self {
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
            Error::Archive(_) => coded(StatusCode::BAD_REQUEST, "INVALID_ARCHIVE"),
            Error::InvalidVersion { .. } => coded(StatusCode::BAD_REQUEST, "INVALID_VERSION"),
            Error::DeploymentOver(_) => coded(StatusCode::CONFLICT, "DEPLOYMENT_OVER"),
            Error::RolloutRunning => coded(StatusCode::CONFLICT, "ROLLOUT_RUNNING"),
            Error::RolloutOver => coded(StatusCode::CONFLICT, "ROLLOUT_OVER"),
            Error::NoRunnerImage => coded(StatusCode::CONFLICT, "NO_RUNNER_IMAGE"),
            Error::Settings(_) => coded(StatusCode::BAD_REQUEST, "INVALID_SETTINGS"),
            Error::Refused(refusal) => {
                coded(StatusCode::BAD_REQUEST, "VALIDATION_FAILED").with_details(details(&refusal))
            }
            Error::DraftConflict { current, expected } => coded(StatusCode::CONFLICT, "DRAFT_CONFLICT")
                .with_details(json!({"draft_version": current, "base_draft_version": expected})),
            Error::EnvConflict => coded(StatusCode::CONFLICT, "ENV_CONFLICT"),
            Error::Database(failure) => failure.into(),
            Error::Taken(_) => coded(StatusCode::BAD_REQUEST, "TAKEN"),
            Error::DuplicateName(_) => coded(StatusCode::BAD_REQUEST, "DUPLICATE_NAME"),
            Error::NotYours(_) => coded(StatusCode::FORBIDDEN, "FORBIDDEN"),
            Error::NothingToChange => coded(StatusCode::BAD_REQUEST, "NO_FIELDS"),
            Error::Template(_) => coded(StatusCode::BAD_REQUEST, "INVALID_TEMPLATE"),
            Error::InUse(_) => coded(StatusCode::BAD_REQUEST, "IN_USE"),
            Error::LimitReached { limit } => {
                coded(StatusCode::BAD_REQUEST, "LIMIT_REACHED").with_details(json!({"limit": limit}))
            }
            Error::LastOperator => coded(StatusCode::BAD_REQUEST, "CANNOT_REMOVE_LAST_ADMIN"),
            Error::SignUpsClosed => coded(StatusCode::FORBIDDEN, "SIGNUPS_DISABLED"),
            Error::OperatorCode => coded(StatusCode::FORBIDDEN, "OPERATOR_CODE_INVALID"),
            Error::WrongCredentials => coded(StatusCode::UNAUTHORIZED, "WRONG_CREDENTIALS")
                .without_code()
                .with_header(WWW_AUTHENTICATE, "Bearer"),
            Error::Unauthenticated => {
                Self::plain(StatusCode::UNAUTHORIZED, message).with_header(WWW_AUTHENTICATE, "Bearer")
            }
            Error::DemoteSelf => coded(StatusCode::BAD_REQUEST, "CANNOT_DEMOTE_SELF"),
            Error::DeleteSelf => coded(StatusCode::BAD_REQUEST, "CANNOT_DELETE_SELF"),
            Error::SuspendSelf => coded(StatusCode::BAD_REQUEST, "CANNOT_SUSPEND_SELF"),
            Error::WrongPassword => coded(StatusCode::FORBIDDEN, "WRONG_PASSWORD"),
            Error::Suspended => coded(StatusCode::FORBIDDEN, "ACCOUNT_SUSPENDED"),
            Error::ResetCode => coded(StatusCode::BAD_REQUEST, "INVALID_CODE"),
            Error::TooManyAttempts => {
                coded(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_ATTEMPTS").with_header(RETRY_AFTER, "10")
            }
            Error::ScopeRequired(_) => coded(StatusCode::FORBIDDEN, "SCOPE_REQUIRED"),
            Error::SessionRequired => coded(StatusCode::FORBIDDEN, "SESSION_REQUIRED"),
            Error::OperatorRequired => coded(StatusCode::FORBIDDEN, "ADMIN_REQUIRED"),
            Error::Busy => coded(StatusCode::SERVICE_UNAVAILABLE, "BUSY").with_header(RETRY_AFTER, "5"),
            Error::NotRunning(_) => coded(StatusCode::BAD_REQUEST, "APP_NOT_RUNNING"),
            Error::ProxyTimeout(_) => coded(StatusCode::GATEWAY_TIMEOUT, "PROXY_TIMEOUT"),
            Error::Proxy(_) => coded(StatusCode::BAD_GATEWAY, "PROXY_ERROR"),
            Error::Store(StoreError::Full) => coded(StatusCode::INSUFFICIENT_STORAGE, "STORAGE_FULL"),
            Error::Store(StoreError::Unavailable(_)) => {
                coded(StatusCode::SERVICE_UNAVAILABLE, "STORE_UNAVAILABLE").with_header(RETRY_AFTER, "5")
            }
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
        if self.failure.status.is_server_error() {
            tracing::error!(cause = ?self.cause, failure = ?self.failure, "request failed");
        }
        let mut response = self.failure.respond(None);
        if let Some((name, value)) = self.header {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        response.extensions_mut().insert(*self.failure);
        response
    }
}

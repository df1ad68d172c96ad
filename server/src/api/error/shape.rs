//! The bodies of one error: the existing platform's shape with RFC 9457 beside it, or RFC 9457 with that shape inside.

use axum::Json;
use axum::http::header::{CONTENT_TYPE, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use fp_contract::error::{
    ErrorBody, ErrorDetail, FieldError, FieldErrorBody, PlainErrorBody, Problem, ProblemBody,
};
use serde_json::{Value, json};

use super::catalogue;

/// The media type of RFC 9457.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";

/// Everything a client is told.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    /// Listed in the catalogue.
    pub(super) code: &'static str,
    pub(super) shape: Shape,
}

/// What `detail` is.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Coded { message: String, details: Option<Value> },
    Plain(String),
    Fields(Vec<FieldError>),
}

impl Failure {
    /// The response in the existing platform's shape.
    pub(super) fn respond(&self, instance: Option<String>) -> Response {
        let problem = self.problem(instance);
        let mut response = match self.shape.clone() {
            Shape::Coded { message, details } => {
                let code = self.code.to_owned();
                let detail = ErrorDetail {
                    code,
                    message,
                    details,
                };
                (self.status, Json(ErrorBody { detail, problem })).into_response()
            }
            Shape::Plain(detail) => (self.status, Json(PlainErrorBody { detail, problem })).into_response(),
            Shape::Fields(detail) => (self.status, Json(FieldErrorBody { detail, problem })).into_response(),
        };
        vary(&mut response);
        response
    }

    /// The response as a problem document.
    pub(super) fn respond_as_problem(&self, instance: Option<String>) -> Response {
        let body = ProblemBody {
            problem: self.problem(instance),
            detail: self.words(),
            error: self.old_detail(),
        };
        let mut response = (self.status, Json(body)).into_response();
        let kind = HeaderValue::from_static(PROBLEM_JSON);
        response.headers_mut().insert(CONTENT_TYPE, kind);
        vary(&mut response);
        response
    }

    fn problem(&self, instance: Option<String>) -> Problem {
        Problem {
            kind: catalogue::reference(self.code),
            title: catalogue::title(self.code).to_owned(),
            status: self.status.as_u16(),
            instance,
        }
    }

    fn words(&self) -> String {
        match &self.shape {
            Shape::Coded { message, .. } | Shape::Plain(message) => message.clone(),
            Shape::Fields(fields) => {
                let each = fields
                    .iter()
                    .map(|field| format!("{}: {}", field.loc.join("."), field.msg));
                each.collect::<Vec<_>>().join("; ")
            }
        }
    }

    fn old_detail(&self) -> Value {
        match &self.shape {
            Shape::Coded { message, details } => {
                json!({"code": self.code, "message": message, "details": details})
            }
            Shape::Plain(message) => json!(message),
            Shape::Fields(fields) => json!(fields),
        }
    }
}

/// The body depends on what the client accepts.
fn vary(response: &mut Response) {
    response
        .headers_mut()
        .append(VARY, HeaderValue::from_static("accept"));
}

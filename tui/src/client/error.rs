//! Why a request did not do what it should.

use std::error::Error as _;

use fp_contract::diagnostic::Diagnostic;
use fp_contract::error::{ErrorBody, read_error};

/// A request failed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ClientError {
    /// The server does not know the token, or the password is wrong.
    #[error("{0}")]
    Unauthorised(String),
    /// Somebody else saved the draft in the meantime.
    #[error("{0}")]
    DraftConflict(String),
    /// The code has errors.
    #[error("{message}")]
    Invalid {
        /// The first error in words.
        message: String,
        /// Everything found.
        diagnostics: Vec<Diagnostic>,
    },
    /// The server said no for another reason.
    #[error("{message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// A stable code, when the server gave one.
        code: Option<String>,
        /// The reason in words.
        message: String,
    },
    /// The server was not reached, or the connection broke.
    #[error("{server} does not answer: {reason}")]
    Unreachable {
        /// The server's address.
        server: String,
        /// Why.
        reason: String,
    },
    /// The answer is not one this program understands.
    #[error("the server's answer cannot be read: {0}; hint: is it an fp server, and of this version?")]
    Unintelligible(String),
}

impl ClientError {
    /// The connection failed.
    pub(super) fn unreachable(server: &str, error: &reqwest::Error) -> Self {
        let reason = if error.is_timeout() {
            "it took too long".to_owned()
        } else {
            innermost(error)
        };
        Self::Unreachable {
            server: server.to_owned(),
            reason,
        }
    }

    /// The server answered with an error.
    pub(super) fn from_reply(status: u16, body: &str) -> Self {
        let (code, message) = read_error(body).unwrap_or_else(|| {
            (
                None,
                format!("the server answered {status} without a reason it can name"),
            )
        });
        match (status, code.as_deref()) {
            (401, _) => Self::Unauthorised(message),
            (403, None) if message == "Not authenticated" => Self::Unauthorised(message),
            (409, Some("DRAFT_CONFLICT")) => Self::DraftConflict(message),
            (400, Some("VALIDATION_FAILED")) => Self::Invalid {
                message,
                diagnostics: diagnostics(body),
            },
            _ => Self::Refused {
                status,
                code,
                message,
            },
        }
    }

    /// Whether trying again later may help.
    pub fn is_unreachable(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::Refused {
                    status: 502..=504,
                    ..
                }
        )
    }
}

fn diagnostics(body: &str) -> Vec<Diagnostic> {
    let parsed: Option<ErrorBody> = serde_json::from_str(body).ok();
    parsed
        .and_then(|body| body.detail.details)
        .and_then(|details| details.get("diagnostics").cloned())
        .and_then(|list| serde_json::from_value(list).ok())
        .unwrap_or_default()
}

/// The last of a chain of errors says the most: "connection refused" rather than "error sending request".
fn innermost(error: &reqwest::Error) -> String {
    let mut source = error.source();
    let mut text = error.to_string();
    while let Some(inner) = source {
        text = inner.to_string();
        source = inner.source();
    }
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_deploy_carries_its_diagnostics() {
        let body = r#"{"detail":{"code":"VALIDATION_FAILED","message":"app.py:1: no app","details":{"diagnostics":[
            {"code":"FP101","severity":"error","file":"app.py","line":1,"column":1,"end_line":1,"end_column":2,
             "message":"no app","help":null}]}}}"#;
        let ClientError::Invalid { diagnostics, .. } = ClientError::from_reply(400, body) else {
            panic!("not a validation error");
        };
        assert_eq!(diagnostics[0].line, 1);
    }

    #[test]
    fn errors_without_a_code_keep_their_words() {
        let error = ClientError::from_reply(401, r#"{"detail":"Could not validate credentials"}"#);
        assert_eq!(
            error,
            ClientError::Unauthorised("Could not validate credentials".to_owned())
        );
    }

    #[test]
    fn a_page_of_a_proxy_is_not_taken_for_words() {
        let error = ClientError::from_reply(502, "<html>Bad gateway</html>");
        assert!(error.is_unreachable());
        assert!(!error.to_string().contains("html"));
    }
}

//! Log frames and records.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a log line came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogStream {
    /// The app's standard output.
    #[default]
    Stdout,
    /// The app's error output.
    Stderr,
    /// A request the app answered.
    Request,
    /// The platform's own word about the app: started, exited, returned to an older revision.
    Platform,
}

/// A request an app answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RequestRecord {
    /// The HTTP method, or `WEBSOCKET`.
    pub method: String,
    /// The path.
    pub path: String,
    /// The query string without `?`, when there was one.
    pub query: Option<String>,
    /// The status sent.
    pub status: u16,
    /// From the request's arrival at the app to the end of the reply, in milliseconds.
    pub duration_ms: f64,
    /// The exception that ended it, in one line.
    pub error: Option<String>,
}

/// One line of an app's log. Control characters are as the app wrote them: whoever shows them must sanitise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LogRecord {
    /// Counts an app's lines from 1, without gaps, across restarts of the server.
    pub sequence: u64,
    /// When it was written; RFC 3339 in UTC.
    pub timestamp: Option<String>,
    /// The text.
    pub message: String,
    /// Where it came from.
    #[serde(default)]
    pub stream: LogStream,
    /// The revision that wrote it, 64 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// What happened, in one stable word such as `Exited`, for lines of [`LogStream::Platform`] that tell of an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The request, for lines of [`LogStream::Request`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestRecord>,
}

/// A frame of `GET /api/apps/{app_id}/logs/stream`; types and first fields as the existing platform sends them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum LogFrame {
    /// The stream is attached.
    Connected {
        /// The instance followed.
        pod_name: String,
    },
    /// A line.
    Log(LogRecord),
    /// A word about the stream itself.
    Status {
        /// In words.
        message: String,
        /// How many lines were lost before the next one, when the client was too slow or asked too late.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        missed: Option<u64>,
    },
    /// The stream cannot go on.
    Error {
        /// In words.
        message: String,
    },
}

/// `GET /api/apps/{app_id}/logs`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LogReply {
    /// The app.
    pub app_id: String,
    /// The instance the lines are from.
    pub pod_name: Option<String>,
    /// Always `runner`.
    pub container: String,
    /// Oldest first.
    pub logs: Vec<LogRecord>,
    /// Whether there may be older lines.
    pub truncated: bool,
    /// Why there are no lines, when something is wrong.
    pub error: Option<String>,
}

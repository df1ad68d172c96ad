//! What a runner tells of an app, as lines of its log.

use fp_contract::log::{LogStream, RequestRecord};

use super::message::{LogEvent, Output, RequestEvent};
use crate::logs::NewLine;

/// A line of output.
pub(in crate::runtime) fn line(event: LogEvent) -> NewLine {
    NewLine {
        timestamp: event.at,
        message: event.line,
        stream: match event.stream {
            Output::Stdout => LogStream::Stdout,
            Output::Stderr => LogStream::Stderr,
            Output::Runner => LogStream::Platform,
        },
        revision: event.revision,
        reason: None,
        request: None,
    }
}

/// A request that was answered.
pub(in crate::runtime) fn request(event: RequestEvent) -> NewLine {
    let RequestEvent {
        method,
        path,
        duration_ms,
        ..
    } = &event;
    // The connection ended before the app began an answer; without one the runner's server sends 500.
    let status = event.status.unwrap_or(500);
    NewLine {
        message: format!("{method} {path} {status} {duration_ms:.1} ms"),
        timestamp: event.at,
        stream: LogStream::Request,
        revision: event.revision,
        reason: None,
        request: Some(RequestRecord {
            method: event.method,
            path: event.path,
            query: event.query,
            status,
            duration_ms: event.duration_ms,
            error: event.error,
        }),
    }
}

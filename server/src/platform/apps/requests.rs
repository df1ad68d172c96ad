//! The requests an app answered, and those of them that were errors.

use fp_contract::Timestamp;
use fp_contract::log::{LogRecord, RequestRecord};
use fp_contract::metrics::{AppError, AppRequest, ErrorType, ErrorsReply, RequestsReply};

use super::owned;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppId, UserId};

/// The hours in which requests are counted.
const HOURS: u32 = 24;

/// The newest requests, at most `limit`.
pub async fn requests(platform: &Platform, user: &UserId, id: &AppId, limit: usize) -> Result<RequestsReply> {
    owned(platform, user, id).await?;
    let is_request = |line: &LogRecord| line.request.is_some();
    let lines = platform.logs.newest_where(id, limit, is_request).await;
    Ok(RequestsReply {
        app_id: id.0.clone(),
        requests: lines.iter().filter_map(|line| read(line)).map(shown).collect(),
        total_count: platform.traffic.summary(id, HOURS).await.requests,
    })
}

/// The newest requests that were answered with 400 or more, at most `limit`.
pub async fn errors(platform: &Platform, user: &UserId, id: &AppId, limit: usize) -> Result<ErrorsReply> {
    owned(platform, user, id).await?;
    let is_error = |line: &LogRecord| line.request.as_ref().is_some_and(|request| request.status >= 400);
    let lines = platform.logs.newest_where(id, limit, is_error).await;
    Ok(ErrorsReply {
        app_id: id.0.clone(),
        errors: lines.iter().filter_map(|line| read(line)).map(error).collect(),
        total_count: platform.traffic.summary(id, HOURS).await.errors,
    })
}

/// A line that tells of a request.
struct Line<'a> {
    at: Timestamp,
    sequence: u64,
    request: &'a RequestRecord,
}

fn read(line: &LogRecord) -> Option<Line<'_>> {
    Some(Line {
        at: line.timestamp.as_ref()?.parse().ok()?,
        sequence: line.sequence,
        request: line.request.as_ref()?,
    })
}

fn shown(
    Line {
        at,
        sequence,
        request,
    }: Line<'_>,
) -> AppRequest {
    AppRequest {
        timestamp: at,
        method: request.method.clone(),
        path: request.path.clone(),
        status_code: request.status,
        duration_ms: request.duration_ms,
        query_string: request.query.clone().filter(|query| !query.is_empty()),
        error: request.error.clone(),
        sequence,
    }
}

fn error(
    Line {
        at,
        sequence,
        request,
    }: Line<'_>,
) -> AppError {
    AppError {
        timestamp: at,
        status_code: request.status,
        request_path: Some(request.path.clone()),
        request_method: Some(request.method.clone()),
        error_type: if request.status < 500 {
            ErrorType::ClientError
        } else {
            ErrorType::ServerError
        },
        error: request.error.clone(),
        sequence,
    }
}

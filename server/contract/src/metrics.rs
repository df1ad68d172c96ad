//! How an app is doing: counts, times, errors, requests and health; shapes of the existing platform.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;

/// `GET /api/apps/{app_id}/metrics`. All times are 0 when there was no request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MetricsReply {
    /// The app.
    pub app_id: String,
    /// Requests answered.
    pub request_count: u64,
    /// Those of them answered with 400 or more.
    pub error_count: u64,
    /// In milliseconds.
    pub avg_response_time_ms: f64,
    /// In milliseconds.
    pub min_response_time_ms: f64,
    /// In milliseconds.
    pub max_response_time_ms: f64,
    /// The median in milliseconds, to within a fifth.
    pub p50_response_time_ms: f64,
    /// The time that 95 in 100 requests kept, in milliseconds, to within a fifth.
    pub p95_response_time_ms: f64,
    /// The time that 99 in 100 requests kept, in milliseconds, to within a fifth.
    pub p99_response_time_ms: f64,
    /// The hours all this is about.
    pub period_hours: u32,
}

/// Whose mistake an error was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorType {
    /// 400 to 499.
    ClientError,
    /// 500 and more.
    ServerError,
}

/// A request that was answered with 400 or more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AppError {
    /// When the request came.
    pub timestamp: Timestamp,
    /// The status sent.
    pub status_code: u16,
    /// The path.
    pub request_path: Option<String>,
    /// The HTTP method, or `WEBSOCKET`.
    pub request_method: Option<String>,
    /// Whose mistake it was.
    pub error_type: ErrorType,
    /// The exception that ended it, in one line.
    pub error: Option<String>,
    /// The number of its line in the app's log.
    pub sequence: u64,
}

/// `GET /api/apps/{app_id}/errors`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErrorsReply {
    /// The app.
    pub app_id: String,
    /// Newest first.
    pub errors: Vec<AppError>,
    /// How many there were in the last 24 hours.
    pub total_count: u64,
}

/// A request an app answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AppRequest {
    /// When the request came.
    pub timestamp: Timestamp,
    /// The HTTP method, or `WEBSOCKET`.
    pub method: String,
    /// The path.
    pub path: String,
    /// The status sent.
    pub status_code: u16,
    /// From its arrival to the end of the reply, in milliseconds.
    pub duration_ms: f64,
    /// The query string without `?`, when there was one.
    pub query_string: Option<String>,
    /// The exception that ended it, in one line.
    pub error: Option<String>,
    /// The number of its line in the app's log.
    pub sequence: u64,
}

/// `GET /api/apps/{app_id}/requests`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RequestsReply {
    /// The app.
    pub app_id: String,
    /// Newest first.
    pub requests: Vec<AppRequest>,
    /// How many there were in the last 24 hours.
    pub total_count: u64,
}

/// How an app's health is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum HealthStatus {
    /// Every check was passed.
    Healthy,
    /// The last check was passed, another one was not.
    Degraded,
    /// The last check was not passed, or nothing answers and something should.
    Unhealthy,
    /// Nothing answers and nothing should, or it is being started.
    Unknown,
}

/// An app's health over the last five minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AppHealth {
    /// In one word.
    pub status: HealthStatus,
    /// When it was last checked.
    pub last_check: Option<Timestamp>,
    /// How long the last check took, in milliseconds; absent when it was not passed.
    pub response_time_ms: Option<f64>,
    /// Checks passed.
    pub checks_passed: u32,
    /// Checks not passed; an instance that ended by itself counts as one.
    pub checks_failed: u32,
    /// Those passed in percent of all; absent when there were none.
    pub uptime_percent: Option<f64>,
}

/// `GET /api/apps/{app_id}/health-status`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthReply {
    /// The app.
    pub app_id: String,
    /// Its health.
    pub health: AppHealth,
}

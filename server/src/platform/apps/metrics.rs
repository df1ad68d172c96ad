//! Counts and times of an app's requests.

use fp_contract::metrics::MetricsReply;

use super::owned;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppId, UserId};

/// The sums of the last `hours`.
pub async fn metrics(platform: &Platform, user: &UserId, id: &AppId, hours: u32) -> Result<MetricsReply> {
    owned(platform, user, id).await?;
    let sums = platform.traffic.summary(id, hours).await;
    Ok(MetricsReply {
        app_id: id.0.clone(),
        request_count: sums.requests,
        error_count: sums.errors,
        avg_response_time_ms: rounded(sums.average_ms()),
        min_response_time_ms: rounded(sums.min_ms()),
        max_response_time_ms: rounded(sums.max_ms()),
        p50_response_time_ms: rounded(sums.percentile_ms(50)),
        p95_response_time_ms: rounded(sums.percentile_ms(95)),
        p99_response_time_ms: rounded(sums.percentile_ms(99)),
        period_hours: hours,
    })
}

/// Milliseconds to two decimals.
fn rounded(milliseconds: f64) -> f64 {
    (milliseconds * 100.0).round() / 100.0
}

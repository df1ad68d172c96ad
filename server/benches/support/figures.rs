//! Figures of measured times.

use std::time::Duration;

/// p50, p95 and the worst, in milliseconds.
pub(crate) fn percentiles(mut times: Vec<Duration>) -> [f64; 3] {
    times.sort();
    [50, 95, 100].map(|share| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1000.0)
}

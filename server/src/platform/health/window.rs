//! The checks of the last five minutes. Pure but for the clock.

use std::collections::VecDeque;
use std::time::Duration;

use fp_contract::Timestamp;
use fp_contract::metrics::{AppHealth, HealthStatus};

/// How long a check counts, in milliseconds.
const WINDOW_MS: u64 = 5 * 60 * 1000;
/// Checks kept: an app that ends again and again must not fill the memory.
const MOST: usize = 64;

/// One check.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Check {
    at: Timestamp,
    /// How long the answer took, in milliseconds; absent when there was none.
    answered_after_ms: Option<f64>,
}

impl Check {
    pub(super) fn passed_now(answered_after: Duration) -> Self {
        Self {
            at: Timestamp::now(),
            answered_after_ms: Some((answered_after.as_secs_f64() * 100_000.0).round() / 100.0),
        }
    }

    pub(super) fn failed_now() -> Self {
        Self {
            at: Timestamp::now(),
            answered_after_ms: None,
        }
    }

    pub(super) fn passed(&self) -> bool {
        self.answered_after_ms.is_some()
    }
}

/// The checks of one app, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Window(VecDeque<Check>);

impl Window {
    pub(super) fn add(&mut self, check: Check) {
        self.0.push_back(check);
        if self.0.len() > MOST {
            self.0.pop_front();
        }
    }

    /// What still counts; forgets the rest.
    pub(super) fn current(&mut self) -> Self {
        let now = Timestamp::now();
        self.0
            .retain(|check| now.milliseconds_since(check.at) <= WINDOW_MS);
        self.clone()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an app that answers may be another than the last check says: it is older than `age`, or was not passed.
    pub(super) fn is_outdated(&self, age: Duration) -> bool {
        self.0.back().is_none_or(|last| {
            !last.passed() || u128::from(Timestamp::now().milliseconds_since(last.at)) > age.as_millis()
        })
    }

    /// What the checks say of an app that answers.
    pub(super) fn status(&self) -> HealthStatus {
        match self.0.back() {
            None => HealthStatus::Unknown,
            Some(last) if !last.passed() => HealthStatus::Unhealthy,
            Some(_) if self.0.iter().all(Check::passed) => HealthStatus::Healthy,
            Some(_) => HealthStatus::Degraded,
        }
    }

    /// The same as clients see it.
    pub(super) fn health(&self, status: HealthStatus) -> AppHealth {
        let passed = u32::try_from(self.0.iter().filter(|check| check.passed()).count()).unwrap_or(u32::MAX);
        let all = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        let last = self.0.back();
        AppHealth {
            status,
            last_check: last.map(|check| check.at),
            response_time_ms: last.and_then(|check| check.answered_after_ms),
            checks_passed: passed,
            checks_failed: all - passed,
            uptime_percent: (all > 0).then(|| f64::from(passed) * 100.0 / f64::from(all)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_check_decides_and_the_others_are_remembered() {
        let mut window = Window::default();
        assert_eq!(window.status(), HealthStatus::Unknown);
        window.add(Check::passed_now(Duration::from_millis(3)));
        assert_eq!(window.status(), HealthStatus::Healthy);
        assert!(!window.is_outdated(Duration::from_mins(1)));
        window.add(Check::failed_now());
        assert_eq!(window.status(), HealthStatus::Unhealthy);
        assert!(window.is_outdated(Duration::from_mins(1)), "it may answer again");
        window.add(Check::passed_now(Duration::from_micros(1234)));
        assert_eq!(window.status(), HealthStatus::Degraded);
        let health = window.health(window.status());
        assert_eq!((health.checks_passed, health.checks_failed), (2, 1));
        assert_eq!(health.response_time_ms, Some(1.23));
        assert!((health.uptime_percent.unwrap() - 66.666).abs() < 0.01);
    }

    #[test]
    fn old_checks_do_not_count() {
        let mut window = Window::default();
        window.add(Check {
            at: Timestamp::from_microseconds(0),
            answered_after_ms: None,
        });
        assert!(window.current().is_empty() && window.is_empty());
    }
}

//! Slows guessing at one account's password. Nobody is locked out: each name waits for itself alone.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Failures that cost nothing, for people who mistype.
const FREE: u32 = 5;
/// The first delay; it doubles with every further failure.
const FIRST_DELAY: Duration = Duration::from_millis(250);
/// The longest delay.
const LONGEST_DELAY: Duration = Duration::from_secs(8);
/// After this long without a failure a name starts afresh.
const MEMORY: Duration = Duration::from_mins(15);
/// Names remembered at once; past it the ones out of memory go, and then all.
const NAMES: usize = 10_000;

/// Failed log-ins by name.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    failures: Mutex<HashMap<String, Failures>>,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: Instant,
}

impl Throttle {
    /// How long an attempt for this name has to wait.
    pub(super) fn delay(&self, name: &str) -> Duration {
        let failures = self.lock().get(name).copied();
        let Some(failures) = failures.filter(|failures| failures.last.elapsed() < MEMORY) else {
            return Duration::ZERO;
        };
        match failures.count.checked_sub(FREE) {
            None => Duration::ZERO,
            Some(beyond) => FIRST_DELAY
                .saturating_mul(2_u32.saturating_pow(beyond))
                .min(LONGEST_DELAY),
        }
    }

    /// Notes a failed attempt.
    pub(super) fn failed(&self, name: &str) {
        let mut failures = self.lock();
        if failures.len() >= NAMES {
            failures.retain(|_, failures| failures.last.elapsed() < MEMORY);
        }
        if failures.len() >= NAMES {
            failures.clear();
        }
        let now = Instant::now();
        let entry = failures
            .entry(name.to_owned())
            .or_insert(Failures { count: 0, last: now });
        if entry.last.elapsed() >= MEMORY {
            entry.count = 0;
        }
        entry.count = entry.count.saturating_add(1);
        entry.last = now;
    }

    /// Notes a successful attempt: the name starts afresh.
    pub(super) fn succeeded(&self, name: &str) {
        self.lock().remove(name);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guesser_waits_longer_each_time_and_nobody_else_waits() {
        let throttle = Throttle::default();
        (0..FREE - 1).for_each(|_| throttle.failed("ada"));
        assert_eq!(throttle.delay("ada"), Duration::ZERO);
        throttle.failed("ada");
        assert_eq!(throttle.delay("ada"), FIRST_DELAY);
        throttle.failed("ada");
        assert_eq!(throttle.delay("ada"), FIRST_DELAY * 2);
        (0..100).for_each(|_| throttle.failed("ada"));
        assert_eq!(throttle.delay("ada"), LONGEST_DELAY);
        assert_eq!(throttle.delay("bob"), Duration::ZERO);
        throttle.succeeded("ada");
        assert_eq!(throttle.delay("ada"), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn failures_are_forgotten() {
        let throttle = Throttle::default();
        (0..50).for_each(|_| throttle.failed("ada"));
        tokio::time::advance(MEMORY).await;
        assert_eq!(throttle.delay("ada"), Duration::ZERO);
    }
}

//! The waits before a watch is begun again.

use std::time::Duration;

use kube::runtime::utils::{Backoff, ResetTimerBackoff};
use rand::RngExt as _;

/// The first wait.
const FIRST: Duration = Duration::from_millis(200);
/// The longest: an API server that was away is heard again soon after it is back.
const LONGEST: Duration = Duration::from_secs(5);
/// A watch that held so long begins with the first wait again.
const CALM: Duration = Duration::from_secs(30);

/// Waits that double, up to half as long again so that the watches of all kinds do not come at once.
pub(super) fn patience() -> impl Backoff {
    ResetTimerBackoff::new(Patience { next: FIRST }, CALM)
}

struct Patience {
    next: Duration,
}

impl Iterator for Patience {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let wait = self.next;
        self.next = (wait * 2).min(LONGEST);
        Some(wait.mul_f64(rand::rng().random_range(1.0..1.5)))
    }
}

impl Backoff for Patience {
    fn reset(&mut self) {
        self.next = FIRST;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_begin_anew() {
        let mut patience = Patience { next: FIRST };
        let waits: Vec<Duration> = patience.by_ref().take(8).collect();
        assert!(waits[0] < FIRST * 2 && waits.iter().all(|wait| *wait <= LONGEST.mul_f64(1.5)));
        assert!(waits[7] >= LONGEST);
        patience.reset();
        assert!(patience.next() < Some(FIRST * 2));
    }
}

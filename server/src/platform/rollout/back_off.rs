//! How long to wait before trying again.

use std::time::Duration;

/// Waits that double from half a second to thirty.
#[derive(Debug, Default)]
pub(super) struct BackOff {
    attempts: u32,
}

impl BackOff {
    const FIRST: Duration = Duration::from_millis(500);
    const LONGEST: Duration = Duration::from_secs(30);

    /// The next wait.
    pub(super) fn next(&mut self) -> Duration {
        let wait = Self::FIRST
            .saturating_mul(2_u32.saturating_pow(self.attempts))
            .min(Self::LONGEST);
        self.attempts = self.attempts.saturating_add(1);
        wait
    }

    /// The attempts so far.
    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// It worked.
    pub(super) fn reset(&mut self) {
        self.attempts = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit() {
        let mut back_off = BackOff::default();
        let waits: Vec<_> = (0..8).map(|_| back_off.next().as_millis()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
        back_off.reset();
        assert_eq!(back_off.next().as_millis(), 500);
    }
}

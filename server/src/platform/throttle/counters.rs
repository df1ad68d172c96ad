//! Counts that fade: how often something happened lately, and how long that makes the next one wait. Bounded in memory.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use tokio::time::Instant;

/// After this long without an event a key starts afresh.
const MEMORY: Duration = Duration::from_mins(15);
/// Keys remembered at once; past it the ones longest quiet go.
const KEYS: usize = 10_000;

/// How delays grow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    /// Events that cost nothing.
    pub(super) free: u32,
    /// The first delay; it doubles with every further event.
    pub(super) first: Duration,
    /// The longest delay.
    pub(super) longest: Duration,
}

/// The wait would be longer than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong;

#[derive(Debug)]
struct Counter {
    events: u32,
    last: Instant,
    /// When the attempt last admitted may be made: the next one queues behind it.
    queue_end: Instant,
}

/// Events by key.
#[derive(Debug)]
pub(super) struct Counters<K> {
    by_key: HashMap<K, Counter>,
    policy: Policy,
    keys: usize,
    memory: Duration,
}

impl<K: Clone + Eq + Hash> Counters<K> {
    /// Counters with these delays.
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            by_key: HashMap::new(),
            policy,
            keys: KEYS,
            memory: MEMORY,
        }
    }

    /// Keys that are only remembered, so many at once, for as long as the server runs.
    pub(super) fn remembering(keys: usize) -> Self {
        let policy = Policy {
            free: u32::MAX,
            first: Duration::ZERO,
            longest: Duration::ZERO,
        };
        Self {
            keys,
            memory: Duration::MAX,
            ..Self::new(policy)
        }
    }

    /// Whether the key has events.
    pub(super) fn contains(&self, key: &K) -> bool {
        self.by_key.contains_key(key)
    }

    /// How long the key makes an attempt wait.
    pub(super) fn delay(&self, key: &K, now: Instant) -> Duration {
        let events = self.live(key, now).map_or(0, |counter| counter.events);
        match events.checked_sub(self.policy.free) {
            None => Duration::ZERO,
            Some(beyond) => self
                .policy
                .first
                .saturating_mul(2_u32.saturating_pow(beyond))
                .min(self.policy.longest),
        }
    }

    /// Queues an attempt behind those that wait already and answers with how long it waits.
    pub(super) fn reserve(&mut self, key: &K, now: Instant, patience: Duration) -> Result<Duration, TooLong> {
        let delay = self.delay(key, now);
        if delay.is_zero() {
            return Ok(delay);
        }
        let Some(counter) = self.by_key.get_mut(key) else {
            return Ok(delay);
        };
        let turn = counter.queue_end.max(now) + delay;
        if turn - now > patience {
            return Err(TooLong);
        }
        counter.queue_end = turn;
        Ok(turn - now)
    }

    /// Counts an event and answers with how many there are.
    pub(super) fn count(&mut self, key: &K, now: Instant) -> u32 {
        if self.live(key, now).is_none() {
            self.make_room(now);
            let fresh = Counter {
                events: 0,
                last: now,
                queue_end: now,
            };
            self.by_key.insert(key.clone(), fresh);
        }
        self.by_key.get_mut(key).map_or(0, |counter| {
            counter.events = counter.events.saturating_add(1);
            counter.last = now;
            counter.events
        })
    }

    /// Forgets the key.
    pub(super) fn forget(&mut self, key: &K) {
        self.by_key.remove(key);
    }

    fn live(&self, key: &K, now: Instant) -> Option<&Counter> {
        let counter = self.by_key.get(key)?;
        (now.duration_since(counter.last) < self.memory).then_some(counter)
    }

    /// Forgets what is out of memory and, when that is not enough, the quarter that was quiet longest.
    fn make_room(&mut self, now: Instant) {
        if self.by_key.len() < self.keys {
            return;
        }
        let memory = self.memory;
        self.by_key
            .retain(|_, counter| now.duration_since(counter.last) < memory);
        if self.by_key.len() < self.keys {
            return;
        }
        let mut times: Vec<Instant> = self.by_key.values().map(|counter| counter.last).collect();
        let (_, &mut quietest, _) = times.select_nth_unstable(self.keys / 4);
        let mut surplus = self.keys / 4;
        self.by_key.retain(|_, counter| {
            let goes = surplus > 0 && counter.last <= quietest;
            surplus -= usize::from(goes);
            !goes
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy = Policy {
        free: 2,
        first: Duration::from_secs(1),
        longest: Duration::from_secs(4),
    };

    #[tokio::test(start_paused = true)]
    async fn delays_grow_and_are_forgotten() {
        let mut counters = Counters::new(POLICY);
        let now = Instant::now();
        let delays: Vec<u64> = (0..6)
            .map(|_| {
                counters.count(&"ada", now);
                counters.delay(&"ada", now).as_secs()
            })
            .collect();
        assert_eq!(delays, [0, 1, 2, 4, 4, 4]);
        assert_eq!(counters.delay(&"bob", now), Duration::ZERO);
        assert_eq!(counters.delay(&"ada", now + MEMORY), Duration::ZERO);
        assert_eq!(counters.count(&"ada", now + MEMORY), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_at_once_queue_and_then_are_refused() {
        let mut counters = Counters::new(POLICY);
        let now = Instant::now();
        for _ in 0..9 {
            counters.count(&"ada", now);
        }
        let patience = Duration::from_secs(10);
        let mut reserve = || counters.reserve(&"ada", now, patience);
        assert_eq!(reserve(), Ok(Duration::from_secs(4)));
        assert_eq!(reserve(), Ok(Duration::from_secs(8)));
        assert_eq!(reserve(), Err(TooLong));
        let later = now + Duration::from_secs(8);
        assert_eq!(
            counters.reserve(&"ada", later, patience),
            Ok(Duration::from_secs(4))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded_and_the_newest_stay() {
        let mut counters = Counters::new(POLICY);
        for number in 0..3 * KEYS {
            tokio::time::advance(Duration::from_millis(1)).await;
            counters.count(&number, Instant::now());
        }
        assert!(counters.by_key.len() <= KEYS);
        assert!(counters.contains(&(3 * KEYS - 1)) && counters.contains(&(3 * KEYS - KEYS / 2)));
    }
}

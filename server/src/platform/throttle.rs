//! Slows guessing. Nobody is locked out: what strangers do elsewhere slows neither a device nor an address from which the
//! account has logged in before.
//!
//! Three counts of failed log-ins: by name and place, by place, by name. The first two make further attempts queue and, when
//! the queue is long, come back later; the last only delays. All of it is in memory and bounded.

mod counters;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::error::{Error, Result};
use counters::{Counters, Policy};

/// Attempts that would have to wait longer are refused.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest delay.
const LONGEST: Duration = Duration::from_secs(8);
/// Places from which log-ins succeeded that are remembered at once.
const KNOWN: usize = 20_000;

/// Of one name from one place: five mistakes cost nothing.
const PAIR: Policy = policy(5, 250);
/// From one place, whatever the names: many people may share an address.
const PLACE: Policy = policy(30, 250);
/// Of one name, from everywhere.
const NAME: Policy = policy(20, 250);
/// New accounts from one place, refused ones as well.
const SIGN_UPS: Policy = policy(100, 1000);

const fn policy(free: u32, first_milliseconds: u64) -> Policy {
    Policy {
        free,
        first: Duration::from_millis(first_milliseconds),
        longest: LONGEST,
    }
}

/// Where attempts come from: a device that proved itself, or the network of an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Place {
    Device(String),
    Network(Option<IpAddr>),
}

/// A log-in that is tried.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    /// The name in lower case; only as long as one can be.
    name: String,
    place: Place,
    /// Whether the account has logged in from there before.
    known: bool,
}

#[derive(Debug)]
struct State {
    pairs: Counters<(String, Place)>,
    places: Counters<Place>,
    names: Counters<String>,
    sign_ups: Counters<Place>,
    known: Counters<(String, Place)>,
}

/// Failed attempts; cheap to clone.
#[derive(Clone, Debug)]
pub struct Throttle {
    state: Arc<Mutex<State>>,
}

impl Default for Throttle {
    fn default() -> Self {
        let state = State {
            pairs: Counters::new(PAIR),
            places: Counters::new(PLACE),
            names: Counters::new(NAME),
            sign_ups: Counters::new(SIGN_UPS),
            known: Counters::remembering(KNOWN),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }
}

impl Throttle {
    /// An attempt at this name. `device` names a device that proved to have had a session of the account, `known` says
    /// whether the record has a session of it from this address.
    pub(super) fn attempt(
        &self,
        name: &str,
        address: Option<IpAddr>,
        device: Option<String>,
        known: bool,
    ) -> Attempt {
        let known = known || device.is_some();
        let place = device.map_or_else(|| Place::Network(network(address)), Place::Device);
        let name: String = name.chars().take(64).collect::<String>().to_lowercase();
        let known = known || self.lock().known.contains(&(name.clone(), place.clone()));
        Attempt { name, place, known }
    }

    /// Waits until the attempt may be made; refuses it when that is too far off.
    pub(super) async fn admit(&self, attempt: &Attempt) -> Result<()> {
        let now = Instant::now();
        let wait = {
            let mut state = self.lock();
            let pair = (attempt.name.clone(), attempt.place.clone());
            let mut wait = state.pairs.reserve(&pair, now, PATIENCE)?;
            if !attempt.known {
                wait = wait.max(state.places.reserve(&attempt.place, now, PATIENCE)?);
                wait = wait.max(state.names.delay(&attempt.name, now));
            }
            wait
        };
        sleep(wait).await;
        Ok(())
    }

    /// Notes a failed attempt and answers with how many there were from this place.
    pub(super) fn failed(&self, attempt: &Attempt) -> u32 {
        let now = Instant::now();
        let mut state = self.lock();
        state
            .pairs
            .count(&(attempt.name.clone(), attempt.place.clone()), now);
        state.names.count(&attempt.name, now);
        state.places.count(&attempt.place, now)
    }

    /// Notes a successful attempt: this name starts afresh at this place, which is known from now on. The place itself does
    /// not: a guesser may have an account of his own.
    pub(super) fn succeeded(&self, attempt: Attempt) {
        let mut state = self.lock();
        let pair = (attempt.name, attempt.place);
        state.pairs.forget(&pair);
        state.known.count(&pair, Instant::now());
    }

    /// Waits until somebody may sign up from this address.
    pub(super) async fn admit_sign_up(&self, address: Option<IpAddr>) -> Result<()> {
        let now = Instant::now();
        let wait = {
            let place = Place::Network(network(address));
            let mut state = self.lock();
            let wait = state.sign_ups.reserve(&place, now, PATIENCE)?;
            state.sign_ups.count(&place, now);
            wait
        };
        sleep(wait).await;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever has an IPv6 address has all of its /64.
pub(super) fn network(address: Option<IpAddr>) -> Option<IpAddr> {
    Some(match address?.to_canonical() {
        IpAddr::V6(address) => {
            let prefix = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(prefix.into())
        }
        address @ IpAddr::V4(_) => address,
    })
}

impl From<counters::TooLong> for Error {
    fn from(_: counters::TooLong) -> Self {
        Self::TooManyAttempts
    }
}

#[cfg(test)]
mod tests;

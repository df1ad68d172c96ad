//! Counts and times of an app's requests, by the minute. Pure.
//!
//! A minute without requests takes no room, one with requests 104 bytes: at most 147 KiB an app, when every minute of a day
//! has some.

use std::collections::VecDeque;

use fp_contract::Timestamp;
use fp_contract::log::RequestRecord;

use super::minute;

/// Minutes kept: a day.
pub(super) const KEPT: i64 = 24 * 60;
/// Bands of the histogram: half a doubling each, from 0.5 ms to 16 s and beyond.
const BANDS: usize = 32;
/// The upper bound of the first band, in milliseconds.
const FIRST_BOUND: f64 = 0.5;
/// What the runner calls a connection that is no request: its time is as long as its client likes.
const WEBSOCKET: &str = "WEBSOCKET";

/// Sums over a while.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Requests answered.
    pub requests: u64,
    /// Those of them answered with 400 or more.
    pub errors: u64,
    /// Requests whose time counts: all but those of `WebSocket`s.
    timed: u64,
    total_ms: f64,
    min_ms: Option<f64>,
    max_ms: f64,
    bands: [u64; BANDS],
}

impl Summary {
    /// The mean time in milliseconds, 0 without requests.
    pub fn average_ms(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^52 requests")]
        let timed = self.timed.max(1) as f64;
        self.total_ms / timed
    }

    /// The shortest time in milliseconds, 0 without requests.
    pub fn min_ms(&self) -> f64 {
        self.min_ms.unwrap_or(0.0)
    }

    /// The longest time in milliseconds, 0 without requests.
    pub fn max_ms(&self) -> f64 {
        self.max_ms
    }

    /// The time in milliseconds that `percent` of the requests kept, taken from the middle of its band; 0 without requests.
    pub fn percentile_ms(&self, percent: u64) -> f64 {
        let rank = (self.timed * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let band = self.bands.iter().position(|count| {
            seen += count;
            seen >= rank
        });
        match band {
            None => 0.0,
            // It has no upper bound.
            Some(band) if band == BANDS - 1 => self.max_ms,
            Some(band) => middle(band).clamp(self.min_ms(), self.max_ms),
        }
    }

    fn add(&mut self, minute: &Minute) {
        self.requests += u64::from(minute.requests);
        self.errors += u64::from(minute.errors);
        self.timed += u64::from(minute.timed);
        self.total_ms += minute.total_ms;
        if minute.timed > 0 {
            let min = f64::from(minute.min_ms);
            self.min_ms = Some(self.min_ms.map_or(min, |least| least.min(min)));
            self.max_ms = self.max_ms.max(f64::from(minute.max_ms));
        }
        for (sum, count) in self.bands.iter_mut().zip(minute.bands) {
            *sum += u64::from(count);
        }
    }
}

/// The requests of one minute.
#[derive(Clone, Debug, Default, PartialEq)]
struct Minute {
    /// Minutes since 1970-01-01T00:00Z.
    number: i64,
    requests: u32,
    errors: u32,
    timed: u32,
    total_ms: f64,
    min_ms: f32,
    max_ms: f32,
    bands: [u16; BANDS],
}

impl Minute {
    fn count(&mut self, request: &RequestRecord) {
        self.requests = self.requests.saturating_add(1);
        self.errors = self.errors.saturating_add(u32::from(request.status >= 400));
        if request.method == WEBSOCKET {
            return;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "times are not known to more digits"
        )]
        let time = request.duration_ms.max(0.0) as f32;
        self.min_ms = if self.timed == 0 {
            time
        } else {
            self.min_ms.min(time)
        };
        self.max_ms = self.max_ms.max(time);
        self.timed = self.timed.saturating_add(1);
        self.total_ms += request.duration_ms.max(0.0);
        let band = &mut self.bands[band(request.duration_ms)];
        *band = band.saturating_add(1);
    }

    fn merge(&mut self, other: &Self) {
        if other.timed > 0 {
            self.min_ms = if self.timed == 0 {
                other.min_ms
            } else {
                self.min_ms.min(other.min_ms)
            };
            self.max_ms = self.max_ms.max(other.max_ms);
        }
        self.requests = self.requests.saturating_add(other.requests);
        self.errors = self.errors.saturating_add(other.errors);
        self.timed = self.timed.saturating_add(other.timed);
        self.total_ms += other.total_ms;
        for (sum, count) in self.bands.iter_mut().zip(other.bands) {
            *sum = sum.saturating_add(count);
        }
    }
}

/// The band a time belongs to.
fn band(milliseconds: f64) -> usize {
    let mut bound = FIRST_BOUND;
    let mut band = 0;
    while milliseconds > bound && band < BANDS - 1 {
        bound *= std::f64::consts::SQRT_2;
        band += 1;
    }
    band
}

/// The geometric middle of a band, in milliseconds.
fn middle(band: usize) -> f64 {
    (0..band).fold(FIRST_BOUND / 2.0_f64.powf(0.25), |middle, _| {
        middle * std::f64::consts::SQRT_2
    })
}

/// The minutes of the last day that had requests, oldest first.
#[derive(Debug, Default)]
pub(super) struct Minutes {
    minutes: VecDeque<Minute>,
    last: Option<Timestamp>,
}

impl Minutes {
    /// Counts one request.
    pub(super) fn count(&mut self, at: Timestamp, request: &RequestRecord) {
        self.last = self.last.max(Some(at));
        self.entry(minute(at)).count(request);
        let oldest = self.last.map_or(i64::MIN, |last| minute(last) - KEPT);
        while self.minutes.front().is_some_and(|first| first.number < oldest) {
            self.minutes.pop_front();
        }
    }

    /// Adds what was counted elsewhere.
    pub(super) fn merge(&mut self, other: Self) {
        self.last = self.last.max(other.last);
        for minute in other.minutes {
            self.entry(minute.number).merge(&minute);
        }
    }

    /// The sums from this minute on.
    pub(super) fn since(&self, first: i64) -> Summary {
        let mut summary = Summary::default();
        self.minutes
            .iter()
            .rev()
            .take_while(|minute| minute.number >= first)
            .for_each(|minute| summary.add(minute));
        summary
    }

    /// When the last request came.
    pub(super) fn last(&self) -> Option<Timestamp> {
        self.last
    }

    /// The minute of this number; nearly always the last one.
    fn entry(&mut self, number: i64) -> &mut Minute {
        let place = match self.minutes.back() {
            Some(last) if last.number == number => self.minutes.len() - 1,
            _ => {
                let place = self.minutes.partition_point(|minute| minute.number < number);
                if self
                    .minutes
                    .get(place)
                    .is_none_or(|minute| minute.number != number)
                {
                    let minute = Minute {
                        number,
                        ..Minute::default()
                    };
                    self.minutes.insert(place, minute);
                }
                place
            }
        };
        &mut self.minutes[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(status: u16, duration_ms: f64) -> RequestRecord {
        RequestRecord {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            query: None,
            status,
            duration_ms,
            error: None,
        }
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_microseconds(minute * 60_000_000)
    }

    #[test]
    fn a_minute_has_the_size_that_is_said() {
        assert!(size_of::<Minute>() <= 104, "{}", size_of::<Minute>());
    }

    #[test]
    fn sums_are_of_the_minutes_asked_for() {
        let mut minutes = Minutes::default();
        for (minute, status, time) in [(0, 200, 5.0), (60, 404, 10.0), (61, 500, 30.0)] {
            minutes.count(at(minute), &request(status, time));
        }
        let last_two = minutes.since(60);
        assert_eq!((last_two.requests, last_two.errors), (2, 2));
        assert_eq!(
            (last_two.average_ms(), last_two.min_ms(), last_two.max_ms()),
            (20.0, 10.0, 30.0)
        );
        assert_eq!(minutes.since(0).requests, 3);
        assert_eq!(minutes.since(62), Summary::default());
        assert!(Summary::default().percentile_ms(99) < f64::EPSILON);
    }

    #[test]
    fn a_day_is_kept() {
        let mut minutes = Minutes::default();
        for number in 0..KEPT * 2 {
            minutes.count(at(number), &request(200, 1.0));
        }
        assert_eq!(minutes.minutes.len(), usize::try_from(KEPT).unwrap() + 1);
    }

    #[test]
    fn a_websockets_time_does_not_count() {
        let mut minutes = Minutes::default();
        minutes.count(at(0), &request(200, 4.0));
        let socket = RequestRecord {
            method: WEBSOCKET.to_owned(),
            ..request(101, 3_600_000.0)
        };
        minutes.count(at(0), &socket);
        let sums = minutes.since(0);
        assert_eq!((sums.requests, sums.max_ms()), (2, 4.0));
    }

    proptest! {
        #[test]
        fn percentiles_are_within_a_fifth_and_merging_is_counting(
            times in proptest::collection::vec((0.4_f64..10_000.0, 0_i64..5), 1..200),
            split in 0_usize..200,
        ) {
            let count = |times: &[(f64, i64)]| {
                let mut minutes = Minutes::default();
                for (time, minute) in times {
                    minutes.count(at(*minute), &request(200, *time));
                }
                minutes
            };
            let (earlier, later) = times.split_at(split.min(times.len()));
            let mut merged = count(later);
            merged.merge(count(earlier));
            let (merged, whole) = (merged.since(0), count(&times).since(0));
            prop_assert_eq!((merged.requests, merged.bands, merged.min_ms()), (whole.requests, whole.bands, whole.min_ms()));
            let mut sorted: Vec<f64> = times.iter().map(|(time, _)| *time).collect();
            sorted.sort_by(f64::total_cmp);
            for percent in [50, 95, 99] {
                let exact = sorted[(sorted.len() * percent).div_ceil(100) - 1];
                let told = whole.percentile_ms(percent as u64);
                prop_assert!((told / exact).log2().abs() <= 0.26, "p{}: {} for {}", percent, told, exact);
            }
        }
    }
}

//! The time as the API writes it: UTC, without a zone, to the microsecond.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

/// The written form; the existing platform's clients parse exactly this.
const FORMAT: &str = "%Y-%m-%dT%H:%M:%S%.6f";

/// A moment in UTC, written as `2026-11-21T03:21:42.416000`.
///
/// Reading also accepts a trailing `Z` or an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, example = "2026-11-21T03:21:42.416000")]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// 1970-01-01T00:00Z.
    pub const EPOCH: Self = Self(jiff::Timestamp::UNIX_EPOCH);

    /// The present moment, cut to the millisecond: what every engine of the store keeps.
    pub fn now() -> Self {
        Self::from_milliseconds(jiff::Timestamp::now().as_millisecond())
    }

    /// The moment this many milliseconds after 1970-01-01T00:00Z; out-of-range values become the nearest limit.
    pub fn from_milliseconds(milliseconds: i64) -> Self {
        Self::from_microseconds(milliseconds.saturating_mul(1000))
    }

    /// The moment this many microseconds after 1970-01-01T00:00Z; out-of-range values become the nearest limit.
    pub fn from_microseconds(microseconds: i64) -> Self {
        let limit = if microseconds < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        Self(jiff::Timestamp::from_microsecond(microseconds).unwrap_or(limit))
    }

    /// Microseconds since 1970-01-01T00:00Z.
    pub fn as_microseconds(self) -> i64 {
        self.0.as_microsecond()
    }

    /// Milliseconds since 1970-01-01T00:00Z, cut off.
    pub fn as_milliseconds(self) -> i64 {
        self.0.as_millisecond()
    }

    /// The moment this long after this one.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        let microseconds = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self::from_microseconds(self.as_microseconds().saturating_add(microseconds))
    }

    /// Milliseconds from `earlier` to this moment, 0 when `earlier` is later.
    pub fn milliseconds_since(self, earlier: Self) -> u64 {
        let microseconds = self.as_microseconds().saturating_sub(earlier.as_microseconds());
        u64::try_from(microseconds / 1000).unwrap_or(0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0.strftime(FORMAT))
    }
}

impl FromStr for Timestamp {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(zoned) = text.parse::<jiff::Timestamp>() {
            return Ok(Self(zoned));
        }
        let naive: jiff::civil::DateTime = text.parse()?;
        Ok(Self(naive.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn is_written_without_a_zone() {
        let moment = Timestamp::from_microseconds(1_795_231_302_416_000);
        assert_eq!(moment.to_string(), "2026-11-21T03:21:42.416000");
    }

    #[test]
    fn a_zone_is_understood_when_reading() {
        let with_zone: Timestamp = "2026-11-21T04:21:42.416+01:00".parse().unwrap();
        assert_eq!(with_zone.to_string(), "2026-11-21T03:21:42.416000");
    }

    #[test]
    fn the_present_has_whole_milliseconds() {
        let now = Timestamp::now();
        assert_eq!(Timestamp::from_milliseconds(now.as_milliseconds()), now);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(microseconds in 0_i64..4_102_444_800_000_000) {
            let moment = Timestamp::from_microseconds(microseconds);
            prop_assert_eq!(moment.to_string().parse::<Timestamp>().unwrap(), moment);
        }
    }
}

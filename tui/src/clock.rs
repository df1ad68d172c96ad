//! Times as screens show them.

use fp_contract::Timestamp;

/// `12:03:11` in the zone of this machine.
pub fn time_of_day(moment: Timestamp) -> String {
    in_zone(moment, "%H:%M:%S")
}

/// `Nov 21 12:03` in the zone of this machine.
pub fn date_and_time(moment: Timestamp) -> String {
    in_zone(moment, "%b %d %H:%M")
}

fn in_zone(moment: Timestamp, format: &str) -> String {
    jiff::Timestamp::from_microsecond(moment.as_microseconds())
        .map(|moment| {
            moment
                .to_zoned(jiff::tz::TimeZone::system())
                .strftime(format)
                .to_string()
        })
        .unwrap_or_default()
}

//! How long a session lasts.

use std::time::Duration;

use fp_contract::Timestamp;

use super::OWNER_LIFETIME;
use crate::store::SessionRecord;

/// How long sessions last (OWASP ASVS 5.0, 7.3.1 and 7.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without any request or open stream.
    pub idle: Duration,
    /// In all; seven days on the existing platform.
    pub absolute: Duration,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            idle: Duration::from_hours(72),
            absolute: Duration::from_hours(7 * 24),
        }
    }
}

impl SessionLimits {
    /// Whether the session still counts at `now`. That of a local owner is in a file that only the owner can read: it is never
    /// idle.
    pub(super) fn allow(&self, session: &SessionRecord, now: Timestamp) -> bool {
        let idle = Duration::from_millis(now.milliseconds_since(session.last_used_at));
        now < session.expires_at && (idle < self.idle || is_owners(session))
    }
}

/// Whether this is the session of the file `owner-token`, which lasts longer than any other may.
pub(in crate::platform) fn is_owners(session: &SessionRecord) -> bool {
    let lifetime = session.expires_at.milliseconds_since(session.created_at);
    Duration::from_millis(lifetime) >= OWNER_LIFETIME
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::UserId;

    const HOUR: i64 = 3_600_000_000;

    fn session(used_at: i64, expires_at: i64) -> SessionRecord {
        SessionRecord {
            id: "session".to_owned(),
            user_id: UserId("ada".to_owned()),
            created_at: Timestamp::from_microseconds(0),
            last_used_at: Timestamp::from_microseconds(used_at * HOUR),
            expires_at: Timestamp::from_microseconds(expires_at * HOUR),
            client: None,
            address: None,
            operator: None,
        }
    }

    fn allowed(session: &SessionRecord, hour: i64) -> bool {
        SessionLimits::default().allow(session, Timestamp::from_microseconds(hour * HOUR))
    }

    #[test]
    fn a_session_ends_idle_or_in_time() {
        assert!(allowed(&session(0, 168), 71));
        assert!(!allowed(&session(0, 168), 72));
        assert!(allowed(&session(120, 168), 167));
        assert!(!allowed(&session(167, 168), 168));
    }

    #[test]
    fn the_owner_of_a_local_server_is_never_idle() {
        let ten_years = 10 * 365 * 24;
        assert!(allowed(&session(0, ten_years), ten_years - 1));
        assert!(!allowed(&session(0, ten_years), ten_years));
    }
}

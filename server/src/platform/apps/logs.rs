//! Reading an app's log.

use std::time::Duration;

use fp_contract::Timestamp;
use fp_contract::log::{LogRecord, LogReply};

use super::{owned, readable};
use crate::logs::{Follower, Tail};
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppId, UserId};

/// Which lines to read.
#[derive(Clone, Copy, Debug)]
pub struct LogQuery {
    /// At most so many lines.
    pub lines: usize,
    /// Only lines of this last while.
    pub since: Option<Duration>,
}

/// The last lines of the log.
pub async fn tail_logs(platform: &Platform, user: &UserId, id: &AppId, query: LogQuery) -> Result<LogReply> {
    readable(platform, user, id).await?;
    let since = query.since.map(before_now);
    let Tail { records, truncated } = platform.logs.tail(id, query.lines, since).await;
    Ok(LogReply {
        app_id: id.0.clone(),
        pod_name: Some(instance_name(platform, id).await),
        container: "runner".to_owned(),
        logs: records.iter().map(|record| LogRecord::clone(record)).collect(),
        truncated,
        error: None,
    })
}

/// Follows the log from the line after `after` on. Without it, from a short way back, so that a new reader sees where
/// the app stands.
pub async fn follow_logs(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    after: Option<u64>,
) -> Result<Follower> {
    /// Lines that a reader without a place sees first, as on the existing platform.
    const BACK: u64 = 100;
    owned(platform, user, id).await?;
    let after = after.unwrap_or_else(|| platform.logs.newest(id).saturating_sub(BACK));
    Ok(platform.logs.follow(id, Some(after)))
}

/// The name of the instance that answers, or of the app when none does.
pub async fn instance_name(platform: &Platform, id: &AppId) -> String {
    let seen = platform.runtime.observe(id).await;
    let instance = seen.ok().and_then(|seen| seen.instance);
    instance.map_or_else(|| format!("app-{id}"), |instance| format!("app-{id}-{instance}"))
}

fn before_now(duration: Duration) -> Timestamp {
    let microseconds = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_microseconds(Timestamp::now().as_microseconds().saturating_sub(microseconds))
}

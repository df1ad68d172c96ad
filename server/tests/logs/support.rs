//! Lines, and reading them.

use std::sync::Arc;

use fp_contract::log::{LogRecord, LogStream};
use fp_server::logs::{Batch, Follower, NewLine};
use fp_server::store::AppId;

use crate::wait::within;

pub(crate) fn app() -> AppId {
    AppId("abc12345".to_owned())
}

pub(crate) fn line(text: impl Into<String>) -> NewLine {
    NewLine {
        timestamp: "2026-11-21T03:21:42.416000Z".to_owned(),
        message: text.into(),
        stream: LogStream::Stdout,
        revision: None,
        reason: None,
        request: None,
    }
}

pub(crate) fn sequences(records: &[Arc<LogRecord>]) -> Vec<u64> {
    records.iter().map(|record| record.sequence).collect()
}

pub(crate) async fn next(follower: &mut Follower) -> Batch {
    within("a batch", follower.next())
        .await
        .expect("the log was removed")
}

/// Reads until the line `last`: the numbers of all lines, and how many were missed.
pub(crate) async fn read_to(follower: &mut Follower, last: u64) -> (Vec<u64>, u64) {
    let (mut seen, mut missed) = (Vec::new(), 0);
    while seen.last() != Some(&last) {
        let batch = next(follower).await;
        missed += batch.missed;
        seen.extend(sequences(&batch.records));
    }
    (seen, missed)
}

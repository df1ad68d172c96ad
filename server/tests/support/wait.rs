//! Waiting for conditions, with a deadline.

use std::time::Duration;

/// How long anything may take before the test fails: a busy machine included.
pub const DEADLINE: Duration = Duration::from_secs(30);
/// How often a condition without a notification is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// Waits until the condition holds; fails with `what` when it does not in time.
pub async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let holds = async {
        while !condition().await {
            tokio::time::sleep(LOOK).await;
        }
    };
    within(what, holds).await;
}

/// Waits for the future; fails with `what` when it does not end in time.
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(DEADLINE, future).await {
        Ok(value) => value,
        Err(_) => panic!("not within {} s: {what}", DEADLINE.as_secs()),
    }
}

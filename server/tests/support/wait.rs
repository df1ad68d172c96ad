//! Waiting with a deadline.

use std::time::Duration;

/// How long anything may take before the test fails: a busy machine included.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);
/// How often a condition without a notification is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// Waits until the condition holds; fails with `what` when it does not in time.
pub(crate) async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let holds = async {
        while !condition().await {
            tokio::time::sleep(LOOK).await;
        }
    };
    within(what, holds).await;
}

/// Waits for the future; fails with `what` when it does not end in time.
pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future)
        .await
        .unwrap_or_else(|_| panic!("not within {} s: {what}", DEADLINE.as_secs()))
}

//! The figure of the log streams: 1,000 followers of an app that writes 1,000 lines a second.
//!
//! Run by `make bench`. Budget: p99 at most 60 ms from the app's writing to the follower's reading, the reading done on the
//! same machine.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot go on ends by panicking"
)]

#[path = "../tests/platform/client.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod client;
#[path = "../tests/support/follow.rs"]
mod follow;
#[path = "../tests/support/python.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod python;
#[path = "../tests/platform/server.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod server;

use follow::{Crowd, Load};

const SECONDS: u64 = 5;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    for (followers, lines_per_second) in [(1, 1000), (100, 1000), (1000, 100), (1000, 1000)] {
        let mut crowd = Crowd::of(followers).await;
        let load = Load {
            lines_per_second,
            seconds: SECONDS,
        };
        let seen = crowd.watch(load).await;
        println!(
            "{followers} followers x {lines_per_second} lines/s: p50 {:.0} ms, p99 {:.0} ms, {} of {} lines left out (budget at 1,000 x 1,000: p99 60 ms)",
            seen.percentile_ms(50),
            seen.percentile_ms(99),
            seen.missed,
            seen.lines + seen.missed,
        );
    }
}

//! Logs as their readers see them: numbers without gaps, across restarts, faults and floods.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/wait.rs"]
mod wait;

mod logs {
    mod faults;
    mod following;
    mod numbering;
    mod support;
}

//! The gateway: requests by host name, to a real app and to connections that misbehave.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/local_bed.rs"]
mod local_bed;
#[path = "support/python.rs"]
mod python;
#[path = "support/wait.rs"]
mod wait;

mod gateway {
    mod faults;
    mod site;
    mod through;
}

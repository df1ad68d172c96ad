//! The HTTP API over real engines: what it answers, to whom, and in which shape.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

#[path = "support/python.rs"]
mod python;
#[path = "support/wait.rs"]
mod wait;

mod api {
    mod accounts;
    mod apps;
    pub(crate) mod bed;
    mod document;
    mod drafts;
    mod errors;
    mod running;
    mod settings;
    mod streams;
    mod templates;
    mod tenancy;
}

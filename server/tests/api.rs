//! The HTTP API over real engines: what it answers, to whom, and in which shape.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

#[expect(dead_code, reason = "other suites use more of it")]
#[path = "support/mongo.rs"]
mod mongo;
#[path = "support/python.rs"]
mod python;
#[path = "support/wait.rs"]
mod wait;

mod api {
    mod account;
    mod accounts;
    mod act_as;
    mod all_apps;
    mod apps;
    mod archive;
    mod audit;
    pub(crate) mod bed;
    mod caching;
    mod cloning;
    mod contract;
    mod databases;
    mod deployments;
    mod document;
    mod drafts;
    mod errors;
    mod history;
    mod idempotency;
    mod operating;
    mod policy;
    mod quotas;
    mod runner;
    mod running;
    mod scopes;
    mod secrets;
    mod sessions;
    mod settings;
    mod streams;
    mod templates;
    mod tenancy;
    mod throttle;
    mod tokens;
    mod traffic;
    mod trash;
    mod users;
}

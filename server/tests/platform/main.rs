//! The whole server as a process of its own, spoken to over HTTP and `WebSocket`s as clients do.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../support/apps.rs"]
mod apps;
mod awkward_apps;
mod client;
mod crash;
mod databases;
mod deploy_faults;
#[expect(dead_code, reason = "the benchmark uses more of it")]
#[path = "../support/follow.rs"]
mod follow;
mod followers;
mod kill_points;
#[expect(dead_code, reason = "the port's suites use more of it")]
#[path = "../support/mongo.rs"]
mod mongo;
mod mongo_faults;
#[expect(dead_code, reason = "the port's suites use more of it")]
#[path = "../support/python.rs"]
mod python;
mod record;
mod server;
mod sleep;
mod start_faults;
mod starter_apps;

//! The whole server on a Kubernetes node: a real `fp-server`, real pods, and visitors who come through Traefik by host name.
//!
//! `.ci/kubernetes` runs it in the network of the node, one test after the other: some stop what all of them use.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/apps.rs"]
mod apps;
#[expect(dead_code, reason = "the tests of the whole program use more of it")]
#[path = "platform/client.rs"]
mod client;
#[path = "platform/kill_points.rs"]
mod kill_points;
#[expect(dead_code, reason = "the port's suites use more of it")]
#[path = "support/mongo.rs"]
mod mongo;
#[expect(dead_code, reason = "the port's suites use more of it")]
#[path = "support/python.rs"]
mod python;
#[expect(dead_code, reason = "the tests of the whole program use more of it")]
#[path = "platform/server.rs"]
mod server;

mod cluster {
    mod bed;
    mod control_plane;
    mod crash;
    mod objects;
    mod outage;
    mod two_servers;
    mod visitor;
    mod walk;
}

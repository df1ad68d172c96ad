//! The Kubernetes engine on a real API server, without a node: what it writes, what it does when others write, and what it
//! survives. `FP_TEST_KUBECONFIG` names the API server (`deploy/testbed/kube/up.sh`); `.ci/kubernetes` runs it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[expect(dead_code, reason = "the API's suite uses more of it")]
#[path = "api/bed.rs"]
mod api;
#[expect(dead_code, reason = "the store's suite uses more of it")]
#[path = "support/mongo.rs"]
mod mongo;
#[path = "support/python.rs"]
mod python;
#[path = "support/wait.rs"]
mod wait;

mod kubernetes {
    mod asked;
    mod bed;
    mod drift;
    mod events;
    mod lease;
    mod loss;
    mod manifests;
    mod objects;
    mod platform;
    mod rights;
    mod runner;
    mod runner_rollout;
    mod stand_in;
    mod tenants;
    mod viewer;
    mod viewer_routes;
}

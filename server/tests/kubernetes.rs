//! The Kubernetes engine on a real API server, without a node: what it writes, what it does when others write, and what it
//! survives. `FP_TEST_KUBECONFIG` names the API server (`deploy/testbed/kube/up.sh`); `.ci/kubernetes` runs it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/wait.rs"]
mod wait;

mod kubernetes {
    mod asked;
    mod bed;
    mod drift;
    mod lease;
    mod loss;
    mod manifests;
    mod objects;
    mod rights;
    mod stand_in;
    mod tenants;
}

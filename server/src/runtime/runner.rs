//! The runner's protocol (`docs/runner-protocol.md`), spoken by every engine that has a runner at the other end.
//!
//! Knows the messages and how one instance's end is told; not where a runner lives or how it is started.

pub(super) mod control;
pub(super) mod exit;
pub(super) mod message;
pub(super) mod record;

//! What the workstation and the server say to each other: requests, replies, events and log frames.
//!
//! Plain data with serialisation; no I/O, no policy, and no knowledge of either side's internals.
//! Field names and times keep the shapes of the platform this API stays compatible with.

pub mod app;
pub mod deployment;
pub mod diagnostic;
pub mod error;
pub mod event;
pub mod files;
pub mod log;
pub mod proxy;
pub mod revision;
pub mod template;
pub mod timestamp;
pub mod user;
pub mod validation;

pub use timestamp::Timestamp;

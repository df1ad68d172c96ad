//! What the workstation and the server say to each other: requests, replies, events and log frames.
//!
//! Plain data with serialisation; no I/O, no policy, and no knowledge of either side's internals.
//! Field names and times keep the shapes of the platform this API stays compatible with.

pub mod account;
pub mod admin_app;
pub mod app;
pub mod app_event;
pub mod archive;
pub mod audit;
pub mod database;
pub mod deployment;
pub mod diagnostic;
pub mod env_import;
pub mod error;
pub mod event;
pub mod files;
pub mod instance;
pub mod log;
pub mod managed_user;
pub mod metrics;
pub mod policy;
pub mod proxy;
pub mod quota;
pub mod revision;
pub mod runner;
pub mod scope;
pub mod secret;
pub mod session;
pub mod settings;
pub mod stats;
pub mod template;
pub mod timestamp;
pub mod token;
pub mod trash;
pub mod user;
pub mod validation;
pub mod version;

pub use timestamp::Timestamp;

//! The fp platform: API, records, rollouts, logs and gateway.
//!
//! Arrows point one way: `api → platform → (store, runtime, logs, databases)`. The engines, such as `store::sqlite`, are
//! leaves that only `main` and the tests name.

pub mod api;
mod cache;
pub mod config;
pub mod databases;
pub mod gateway;
pub mod logs;
pub mod platform;
pub mod runtime;
pub mod store;

//! The fp platform: API, records, rollouts, logs and gateway.
//!
//! Arrows point one way: `api → platform → (store, runtime, logs)`. The engines `store::sqlite` and `runtime::local` are
//! leaves that only `main` and the tests name.

pub mod api;
pub mod config;
pub mod gateway;
pub mod logs;
pub mod platform;
pub mod runtime;
pub mod store;

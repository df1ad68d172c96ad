//! The commands of `fp-server`, one file each.

pub(crate) mod config;
pub(crate) mod move_store;
pub(crate) mod openapi;
pub(crate) mod prepare;
pub(crate) mod role;
pub(crate) mod rotate_key;
pub(crate) mod runtime;
pub(crate) mod secrets;
pub(crate) mod serve;
pub(crate) mod store;

//! The commands of `fp-server`, one file each.

pub(crate) mod config;
pub(crate) mod openapi;
pub(crate) mod prepare;
pub(crate) mod serve;

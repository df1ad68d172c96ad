//! The commands of `fp-server`, one file each.

pub(crate) mod config;

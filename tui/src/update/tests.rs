//! Keys and answers in, state and effects out.

mod apps;
mod deploy;
pub(crate) mod drive;
pub(crate) mod gallery;
mod leaving;
mod problems;
mod save;
mod sign_in;
mod workspace;

//! Who may do what: sessions and API tokens as they are presented, checked against the record each time.
//!
//! A log-in makes a record that the token names, so that ending it counts at once, for open streams as well. Knows nothing of
//! HTTP: where a request came from is told it.

mod access;
mod authenticate;
mod end;
mod endings;
mod limits;
mod list;
mod start;

pub use access::{Access, Credential, Origin};
pub use authenticate::authenticate;
pub(super) use end::end_owner_sessions;
pub use end::{end, end_all};
pub use endings::{Endings, ended};
pub use limits::SessionLimits;
pub use list::list;
pub(super) use start::{OWNER_LIFETIME, start};

//! The engine of tenant databases on a real `mongod`: what a tenant's login may do, and what it may not.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

#[expect(dead_code, reason = "the store's suite uses more of it")]
#[path = "support/mongo.rs"]
mod mongo;
#[path = "support/wait.rs"]
mod wait;

mod databases {
    mod bed;
    mod documents;
    mod logins;
    mod private;
    mod shared_logins;
}

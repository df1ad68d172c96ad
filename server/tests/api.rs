//! The HTTP API over real engines: what it answers, to whom, and in which shape.

#[path = "support/python.rs"]
pub mod python;
#[path = "support/wait.rs"]
pub mod wait;

mod api {
    mod accounts;
    mod apps;
    pub(crate) mod bed;
    mod document;
    mod drafts;
    mod errors;
    mod running;
    mod settings;
    mod streams;
    mod templates;
    mod tenancy;
}

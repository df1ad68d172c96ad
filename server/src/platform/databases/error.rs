//! Why an operation on databases was refused or failed.

use crate::databases::{DatabaseError, FilterError};
use crate::runtime::ApplyError;

/// Why an operation on databases was refused or failed. The message is meant for people.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseFailure {
    /// The engine said so.
    #[error(transparent)]
    Engine(#[from] DatabaseError),
    /// The database could not be made; nothing is left of it.
    #[error("the database could not be made: {0}")]
    NotCreated(DatabaseError),
    /// The sizes could not be had.
    #[error("the collections cannot be counted: {0}")]
    NotCounted(DatabaseError),
    /// It must stay.
    #[error("{0}")]
    CannotDelete(&'static str),
    /// Apps use it.
    #[error("the database is used by {}: {}\nhint: have them use another database first", count(.0.len()), .0.join(", "))]
    InUse(Vec<String>),
    /// Its password cannot be opened.
    #[error("{0}\nhint: rotate the database's password to replace it")]
    Locked(String),
    /// The filter cannot be used.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// The document cannot be used.
    #[error("the document cannot be used: {0}")]
    Document(String),
    /// There is no viewer here.
    #[error("{0}")]
    NoViewer(&'static str),
    /// The viewer could not be started.
    #[error(
        "the database viewer could not be started: {0}\nhint: try again in a moment; if it stays so, ask the operator"
    )]
    Viewer(String),
    /// The account has nothing to show.
    #[error("there are no databases to show\nhint: make one, or deploy an app that uses one")]
    NoDatabases,
}

/// What runs viewers failed.
impl From<ApplyError> for DatabaseFailure {
    fn from(error: ApplyError) -> Self {
        Self::Viewer(error.to_string())
    }
}

fn count(apps: usize) -> String {
    match apps {
        1 => "an app".to_owned(),
        apps => format!("{apps} apps"),
    }
}

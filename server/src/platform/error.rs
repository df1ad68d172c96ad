//! Why the platform does not do what it is asked.

use fp_contract::diagnostic::Diagnostic;

use crate::store::StoreError;

/// Why an operation was refused or failed. The message is meant for people.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or it belongs to somebody else: which of the two is not said.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// The request makes no sense as a whole.
    #[error("{0}")]
    Invalid(String),
    /// One field of the request is not acceptable.
    #[error("{field}: {message}")]
    Field {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// The database named does not exist.
    #[error("there is no database {0} on this server")]
    UnknownDatabase(String),
    /// The code may not be deployed.
    #[error("Code validation failed: {}", .0.message)]
    Refused(Box<Refusal>),
    /// The draft was saved by somebody else since it was read.
    #[error(
        "the draft was saved elsewhere in the meantime: it is at version {current}, not {expected}\nhint: read it again and apply the edit to that"
    )]
    DraftConflict {
        /// The version in the record.
        current: u64,
        /// The version the caller started from.
        expected: u64,
    },
    /// The name or the address is in use.
    #[error("{0} is already taken")]
    Taken(&'static str),
    /// Nobody may sign up at present.
    #[error("sign-ups are closed on this server\nhint: ask its operator")]
    SignUpsClosed,
    /// The operator code is wrong or was used.
    #[error("the operator code is not valid\nhint: the server prints it when it starts without an operator")]
    OperatorCode,
    /// Unknown name or wrong password: which of the two is not said.
    #[error("incorrect username or password")]
    WrongCredentials,
    /// Too many log-ins wait already.
    #[error("too many log-ins at once\nhint: try again in a few seconds")]
    Busy,
    /// No valid session.
    #[error("Could not validate credentials")]
    Unauthenticated,
    /// Nothing answers for the app.
    #[error("the app is not running: {0}")]
    NotRunning(String),
    /// The app did not answer in time.
    #[error("the app did not answer within {0} seconds")]
    ProxyTimeout(u64),
    /// The app's answer could not be had.
    #[error("the request could not be brought to the app: {0}")]
    Proxy(String),
    /// The record failed.
    #[error(transparent)]
    Store(StoreError),
    /// A defect of the platform.
    #[error("internal error: {0}")]
    Internal(String),
}

/// Why code may not be deployed: the first error, and everything found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The first error in words.
    pub message: String,
    /// Its file.
    pub file: Option<String>,
    /// Its line, from 1.
    pub line: Option<u32>,
    /// Everything found, advice included.
    pub diagnostics: Vec<Diagnostic>,
}

/// What every operation of the platform answers with.
pub type Result<T> = std::result::Result<T, Error>;

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(what) => Self::NotFound(what),
            StoreError::Taken(what) => Self::Taken(what),
            StoreError::DraftConflict { current, expected } => Self::DraftConflict { current, expected },
            StoreError::Full | StoreError::Engine(_) => Self::Store(error),
        }
    }
}

//! Why the platform does not do what it is asked.

use fp_checking::Refusal;
use fp_contract::deployment::DeploymentStatus;
use fp_contract::scope::Scope;

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
    /// An operation on databases.
    #[error(transparent)]
    Database(#[from] super::databases::DatabaseFailure),
    /// The database named does not exist.
    #[error("there is no database {0} on this server")]
    UnknownDatabase(String),
    /// The code may not be deployed.
    #[error("Code validation failed: {}", .0.message)]
    Refused(Box<Refusal>),
    /// The archive cannot be read.
    #[error("{0}")]
    Archive(String),
    /// There is no such version in the list.
    #[error("there is no version {index}: the app has {count}, numbered from 0")]
    InvalidVersion {
        /// The place asked for.
        index: i64,
        /// How many there are.
        count: usize,
    },
    /// The deployment is not under way any more.
    #[error("the deployment is over already: it is {}", .0.as_str())]
    DeploymentOver(DeploymentStatus),
    /// A roll-out of the runner is under way.
    #[error("a roll-out of the runner is under way\nhint: wait for its end, or stop it")]
    RolloutRunning,
    /// No roll-out of the runner is under way.
    #[error("no roll-out of the runner is under way")]
    RolloutOver,
    /// Apps run without an image.
    #[error(
        "apps run without an image on this server: they are on its own runner\nhint: nothing is to be rolled out"
    )]
    NoRunnerImage,
    /// A setting of the platform cannot be what it is asked to be.
    #[error("{0}")]
    Settings(String),
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
    /// The variables or secrets were changed by somebody else meanwhile.
    #[error("the variables of the app were changed elsewhere in the meantime\nhint: read them again")]
    EnvConflict,
    /// The name or the address is in use.
    #[error("{0} is already taken")]
    Taken(&'static str),
    /// Another one of the same owner has this name.
    #[error("another {0} has this name\nhint: choose another name")]
    DuplicateName(&'static str),
    /// It belongs to everybody or to somebody else.
    #[error("this {0} is not yours")]
    NotYours(&'static str),
    /// The request changes nothing.
    #[error("nothing is to be changed\nhint: send at least one field")]
    NothingToChange,
    /// The template cannot be used.
    #[error("{0}")]
    Template(String),
    /// Something refers to it.
    #[error("the {0} is in use")]
    InUse(&'static str),
    /// The owner has as many as are allowed.
    #[error("the limit of {limit} is reached\nhint: remove one, or ask the operator for more")]
    LimitReached {
        /// How many are allowed.
        limit: u32,
    },
    /// Nobody would be left to operate the platform.
    #[error("the last operator cannot be removed, suspended or made an ordinary user")]
    LastOperator,
    /// Nobody may sign up at present.
    #[error("sign-ups are closed on this server\nhint: ask its operator")]
    SignUpsClosed,
    /// The operator code is wrong or was used.
    #[error("the operator code is not valid\nhint: the server prints it when it starts without an operator")]
    OperatorCode,
    /// Unknown name or wrong password: which of the two is not said.
    #[error("incorrect username or password")]
    WrongCredentials,
    /// The password given again is not the account's.
    #[error("that is not the account's password")]
    WrongPassword,
    /// The account may not be used now.
    #[error("this account is suspended\nhint: ask an operator of this server")]
    Suspended,
    /// The one-time code is wrong, was used or is too old: which of these is not said.
    #[error("the code is not valid, or not any more\nhint: ask an operator of this server for another")]
    ResetCode,
    /// Too many failed before from there.
    #[error("too many attempts failed\nhint: try again in a few seconds")]
    TooManyAttempts,
    /// Too many log-ins wait already.
    #[error("too many log-ins at once\nhint: try again in a few seconds")]
    Busy,
    /// No valid session.
    #[error("Could not validate credentials")]
    Unauthenticated,
    /// The token does not reach so far.
    #[error("this token may not do this: it has no scope {0}\nhint: make a token with that scope, or log in")]
    ScopeRequired(Scope),
    /// Only the account's own session will do.
    #[error("only a session of the account itself may do this\nhint: log in with the account's password")]
    SessionRequired,
    /// Operators do not take their own rights away.
    #[error("nobody makes himself an ordinary user\nhint: ask another operator")]
    DemoteSelf,
    /// Operators do not remove themselves here.
    #[error("nobody deletes his own account here\nhint: `DELETE /api/auth/me` does, with the password")]
    DeleteSelf,
    /// Operators do not lock themselves out.
    #[error("nobody suspends himself")]
    SuspendSelf,
    /// Only operators may do this.
    #[error("only operators may do this")]
    OperatorRequired,
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

/// What every operation of the platform answers with.
pub type Result<T> = std::result::Result<T, Error>;

impl From<crate::databases::DatabaseError> for Error {
    fn from(error: crate::databases::DatabaseError) -> Self {
        match error {
            crate::databases::DatabaseError::NotFound(what) => Self::NotFound(what),
            other => Self::Database(other.into()),
        }
    }
}

impl From<Box<Refusal>> for Error {
    fn from(refusal: Box<Refusal>) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(what) => Self::NotFound(what),
            StoreError::Taken(what) => Self::Taken(what),
            StoreError::DraftConflict { current, expected } => Self::DraftConflict { current, expected },
            StoreError::EnvConflict => Self::EnvConflict,
            StoreError::InUse(what) => Self::InUse(what),
            StoreError::LimitReached { limit } => Self::LimitReached { limit },
            StoreError::LastOperator => Self::LastOperator,
            StoreError::Full | StoreError::Unavailable(_) | StoreError::Engine(_) => Self::Store(error),
        }
    }
}

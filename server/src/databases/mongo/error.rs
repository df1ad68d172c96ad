//! The driver's errors in the port's words.

use std::time::Duration;

use mongodb::error::{Error, ErrorKind, WriteFailure};

use crate::databases::{DatabaseError, Login};

/// Codes of the server (`src/mongo/base/error_codes.yml`).
pub(super) mod code {
    pub(in super::super) const USER_NOT_FOUND: i32 = 11;
    pub(in super::super) const UNAUTHORIZED: i32 = 13;
    pub(in super::super) const AUTHENTICATION_FAILED: i32 = 18;
    pub(in super::super) const MAX_TIME_EXPIRED: i32 = 50;
    pub(in super::super) const USER_ALREADY_EXISTS: i32 = 51_003;
}

/// An error of something done with the platform's own login.
pub(super) fn of_platform(error: &Error) -> DatabaseError {
    from(error, "the platform's own login")
}

/// An error of something done with a tenant's login.
pub(super) fn of(error: &Error, login: &Login) -> DatabaseError {
    from(error, &login.name)
}

/// The server did not answer within this time.
pub(super) fn unanswered(patience: Duration) -> DatabaseError {
    unavailable(&format!("no answer within {} s", patience.as_secs()))
}

/// A query took longer than is allowed.
pub(super) fn too_slow() -> DatabaseError {
    DatabaseError::Refused(
        "the query took longer than 2 s\nhint: narrow the filter, or add an index".to_owned(),
    )
}

pub(super) fn unavailable(reason: &str) -> DatabaseError {
    DatabaseError::Unavailable(format!(
        "the MongoDB server cannot be used now: {reason}\nhint: try again in a moment; if it stays so, ask the operator"
    ))
}

/// The server's own code for a failed command.
pub(super) fn code_of(error: &Error) -> Option<i32> {
    match &*error.kind {
        ErrorKind::Command(command) => Some(command.code),
        _ => None,
    }
}

fn from(error: &Error, login: &str) -> DatabaseError {
    let refused = || DatabaseError::LoginRefused {
        login: login.to_owned(),
    };
    match &*error.kind {
        ErrorKind::Authentication { .. } => refused(),
        ErrorKind::Command(command) => match command.code {
            code::AUTHENTICATION_FAILED => refused(),
            code::UNAUTHORIZED => {
                DatabaseError::Refused(format!("{login} may not do this: {}", command.message))
            }
            code::MAX_TIME_EXPIRED => too_slow(),
            _ => DatabaseError::Refused(command.message.clone()),
        },
        ErrorKind::Write(WriteFailure::WriteError(write)) => DatabaseError::Refused(write.message.clone()),
        ErrorKind::InvalidArgument { message, .. } => DatabaseError::Refused(message.clone()),
        // What a retried operation says of a server that refused the login before.
        ErrorKind::ServerSelection { message, .. } if message.contains("AuthenticationFailed") => refused(),
        ErrorKind::ServerSelection { .. }
        | ErrorKind::Io(_)
        | ErrorKind::ConnectionPoolCleared { .. }
        | ErrorKind::DnsResolve { .. }
        | ErrorKind::InvalidTlsConfig { .. } => unavailable(&error.kind.to_string()),
        _ => DatabaseError::Refused(error.kind.to_string()),
    }
}

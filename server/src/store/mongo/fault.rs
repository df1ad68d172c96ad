//! What the driver's errors mean to the platform.

use mongodb::error::{
    Error, ErrorKind, TRANSIENT_TRANSACTION_ERROR, UNKNOWN_TRANSACTION_COMMIT_RESULT, WriteFailure,
};

use crate::store::StoreError;

/// What goes wrong inside the engine: an answer of the port, or an error of the driver with its labels.
#[derive(Debug)]
pub(super) enum Fault {
    /// An answer.
    Answer(StoreError),
    /// The driver or the server failed.
    Driver(Box<Error>),
}

/// What every step inside the engine ends with.
pub(super) type Outcome<T> = Result<T, Fault>;

/// The record was written by two at once; nothing of this attempt is there, and another one may succeed.
const WRITE_CONFLICT: i32 = 112;
/// A unique index refused the write.
const DUPLICATE_KEY: i32 = 11_000;
/// No space is left on the server's disk.
const OUT_OF_DISK_SPACE: i32 = 14_031;
/// Codes of a server that is going away, is not the primary, or was too slow
/// (<https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md>).
const UNAVAILABLE: [i32; 13] = [6, 7, 50, 64, 89, 91, 112, 189, 262, 9001, 10_107, 11_600, 13_435];

/// A value that a unique index keeps unique: collection, index, and the word of the port.
const UNIQUE: [(&str, &str, &str); 9] = [
    ("users", "username", "username"),
    ("users", "email", "email"),
    ("users", "_id_", "user id"),
    ("apps", "app_id", "app id"),
    ("deployments", "_id_", "deployment id"),
    ("api_tokens", "name", "token name"),
    ("databases", "name", "database name"),
    ("databases", "_id_", "database id"),
    ("templates", "name", "template name"),
];

impl Fault {
    /// Whether the whole transaction left nothing and may be tried again.
    pub(super) fn is_transient(&self) -> bool {
        matches!(self, Self::Driver(error) if error.contains_label(TRANSIENT_TRANSACTION_ERROR)
            || code(error) == Some(WRITE_CONFLICT))
    }

    /// Whether a commit may have happened or not, and may be asked for again.
    pub(super) fn is_unknown_commit(&self) -> bool {
        matches!(self, Self::Driver(error) if error.contains_label(UNKNOWN_TRANSACTION_COMMIT_RESULT))
    }

    /// A missing owner is a missing app to whoever asks for the app.
    pub(super) fn into_missing_app(self) -> Self {
        match self {
            Self::Answer(StoreError::NotFound(_)) => Self::Answer(StoreError::NotFound("app")),
            other => other,
        }
    }
}

impl From<StoreError> for Fault {
    fn from(answer: StoreError) -> Self {
        Self::Answer(answer)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Driver(Box::new(error))
    }
}

impl From<mongodb::bson::error::Error> for Fault {
    fn from(error: mongodb::bson::error::Error) -> Self {
        Self::Answer(StoreError::Engine(format!(
            "a stored value could not be read or written: {error}"
        )))
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Answer(error.into())
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Answer(answer) => answer,
            Fault::Driver(error) => meaning(&error),
        }
    }
}

fn meaning(error: &Error) -> StoreError {
    let text = || describe(error);
    match (error.kind.as_ref(), code(error)) {
        (_, Some(DUPLICATE_KEY)) => taken(&error.to_string()).unwrap_or_else(|| StoreError::Engine(text())),
        (_, Some(OUT_OF_DISK_SPACE)) => StoreError::Full,
        (_, Some(code)) if UNAVAILABLE.contains(&code) => StoreError::Unavailable(text()),
        (
            ErrorKind::Io(_)
            | ErrorKind::ConnectionPoolCleared { .. }
            | ErrorKind::ServerSelection { .. }
            | ErrorKind::DnsResolve { .. },
            _,
        ) => StoreError::Unavailable(text()),
        _ => StoreError::Engine(text()),
    }
}

/// One line: what the driver says, without the list of every server it tried.
fn describe(error: &Error) -> String {
    match error.kind.as_ref() {
        ErrorKind::ServerSelection { message, .. } => {
            let line = message.lines().next().unwrap_or_default();
            format!(
                "no primary of MongoDB answers ({})",
                line.split(". Topology").next().unwrap_or(line)
            )
        }
        kind => kind.to_string(),
    }
}

fn code(error: &Error) -> Option<i32> {
    match error.kind.as_ref() {
        ErrorKind::Command(command) => Some(command.code),
        ErrorKind::Write(WriteFailure::WriteError(write)) => Some(write.code),
        ErrorKind::Write(WriteFailure::WriteConcernError(concern)) => Some(concern.code),
        _ => None,
    }
}

/// The value whose unique index refused the write; the server names it only in its text.
fn taken(text: &str) -> Option<StoreError> {
    let refused = text.split("collection: ").nth(1)?;
    let (namespace, rest) = refused.split_once(" index: ")?;
    let collection = namespace.rsplit('.').next()?;
    let index = rest.split(' ').next()?;
    UNIQUE
        .iter()
        .find(|(of, name, _)| *of == collection && *name == index)
        .map(|(_, _, value)| StoreError::Taken(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_that_refused_is_found_in_the_servers_text() {
        let text = "E11000 duplicate key error collection: platform.db.users index: email dup key: { email_key: \"a\" }";
        assert!(matches!(taken(text), Some(StoreError::Taken("email"))));
        let other = "E11000 duplicate key error collection: db.other index: email dup key: { : 1 }";
        assert!(taken(other).is_none());
    }
}

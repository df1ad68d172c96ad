//! What the engine's errors mean to the platform.

use rusqlite::ErrorCode;

use crate::store::StoreError;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(failure, _) if failure.code == ErrorCode::DiskFull => Self::Full,
            rusqlite::Error::SqliteFailure(failure, Some(text))
                if failure.code == ErrorCode::ConstraintViolation =>
            {
                taken(text).unwrap_or_else(|| Self::Engine(error.to_string()))
            }
            _ => Self::Engine(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Engine(format!("a stored value could not be read or written: {error}"))
    }
}

/// The value whose unique index refused the write; the engine names it only in its text.
fn taken(text: &str) -> Option<StoreError> {
    const VALUES: [(&str, &str); 9] = [
        ("users.username_key", "username"),
        ("users.email_key", "email"),
        ("users.id", "user id"),
        ("apps.id", "app id"),
        ("deployments.id", "deployment id"),
        ("api_tokens.name_key", "token name"),
        ("databases.name_key", "database name"),
        ("databases.id", "database id"),
        ("templates.name_key", "template name"),
    ];
    let refused = text.strip_prefix("UNIQUE constraint failed: ")?;
    VALUES
        .iter()
        .find(|(column, _)| refused.split(", ").any(|name| name == *column))
        .map(|(_, value)| StoreError::Taken(value))
}

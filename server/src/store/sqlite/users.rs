//! Accounts.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::time;
use crate::store::{Result, StoreError, UserId, UserRecord};

/// Adds an account; with `first` set only while there is none.
pub(super) fn create(connection: &Connection, user: &UserRecord, first: bool) -> Result<()> {
    if first && count(connection)? > 0 {
        return Err(StoreError::Taken("first account"));
    }
    connection.execute(
        "INSERT INTO users (id, username, username_key, email, email_key, password_hash, created_at, is_admin)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            user.id.0,
            user.username,
            user.username.to_lowercase(),
            user.email,
            user.email.to_lowercase(),
            user.password_hash,
            user.created_at.as_microseconds(),
            user.is_admin,
        ],
    )?;
    Ok(())
}

/// The account with this name, in any case.
pub(super) fn by_name(connection: &Connection, username: &str) -> Result<Option<UserRecord>> {
    find(
        connection,
        "SELECT * FROM users WHERE username_key = ?1",
        &username.to_lowercase(),
    )
}

/// The account with this identifier.
pub(super) fn by_id(connection: &Connection, id: &UserId) -> Result<Option<UserRecord>> {
    find(connection, "SELECT * FROM users WHERE id = ?1", &id.0)
}

/// How many accounts there are.
pub(super) fn count(connection: &Connection) -> Result<u64> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM users")?
        .query_row([], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

fn find(connection: &Connection, statement: &str, key: &str) -> Result<Option<UserRecord>> {
    Ok(connection
        .prepare_cached(statement)?
        .query_row([key], read)
        .optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<UserRecord> {
    Ok(UserRecord {
        id: UserId(row.get("id")?),
        username: row.get("username")?,
        email: row.get("email")?,
        password_hash: row.get("password_hash")?,
        created_at: time(row, "created_at")?,
        is_admin: row.get("is_admin")?,
    })
}

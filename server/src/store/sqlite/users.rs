//! Accounts.

use async_trait::async_trait;
use fp_contract::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::{from_json, from_optional_json, json, optional_json, optional_time, time};
use super::paging::place;
use super::{SqliteStore, deployments};
use crate::store::{AppId, Page, Result, StoreError, UserChange, UserId, UserRecord, Users};

/// A part of the accounts, newest first, below a place: an instant and an identifier.
pub(super) const LIST: &str = "SELECT * FROM users WHERE removed = 0 AND (created_at, id) < (?1, ?2)
     ORDER BY created_at DESC, id DESC LIMIT ?3";

#[async_trait]
impl Users for SqliteStore {
    async fn create_user(&self, user: &UserRecord, first: bool) -> Result<()> {
        let user = user.clone();
        self.write(move |transaction| create(transaction, &user, first))
            .await
    }

    async fn user_by_name(&self, username: &str) -> Result<Option<UserRecord>> {
        let username = username.to_owned();
        self.read(move |connection| by_name(connection, &username)).await
    }

    async fn user(&self, id: &UserId) -> Result<Option<UserRecord>> {
        let id = id.clone();
        self.read(move |connection| by_id(connection, &id)).await
    }

    async fn count_users(&self) -> Result<u64> {
        self.read(count).await
    }

    async fn users(&self, page: &Page) -> Result<Vec<UserRecord>> {
        let page = page.clone();
        self.read(move |connection| list(connection, &page)).await
    }

    async fn change_user(&self, id: &UserId, change: &UserChange) -> Result<UserRecord> {
        let (id, change) = (id.clone(), change.clone());
        self.write(move |transaction| apply(transaction, &id, &change))
            .await
    }

    async fn delete_user(&self, id: &UserId) -> Result<()> {
        let id = id.clone();
        self.write(move |transaction| delete(transaction, &id)).await
    }
}

/// Adds an account; with `first` set only while there is none.
pub(super) fn create(connection: &Connection, user: &UserRecord, first: bool) -> Result<()> {
    if first && count(connection)? > 0 {
        return Err(StoreError::Taken("first account"));
    }
    insert(connection, user)
}

/// Writes an account.
pub(super) fn insert(connection: &Connection, user: &UserRecord) -> Result<()> {
    connection.execute(
        "INSERT INTO users (id, username, username_key, email, email_key, password_hash, created_at, is_admin,
                            suspended_at, quota, hidden_templates)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            user.id.0,
            user.username,
            user.username.to_lowercase(),
            user.email,
            user.email.to_lowercase(),
            user.password_hash,
            user.created_at.as_microseconds(),
            user.is_admin,
            user.suspended_at.map(Timestamp::as_microseconds),
            optional_json(user.quota.as_ref())?,
            json(&user.hidden_templates)?,
        ],
    )?;
    Ok(())
}

/// The account with this name, in any case.
pub(super) fn by_name(connection: &Connection, username: &str) -> Result<Option<UserRecord>> {
    find(
        connection,
        "SELECT * FROM users WHERE username_key = ?1 AND removed = 0",
        &username.to_lowercase(),
    )
}

/// The account with this identifier.
pub(super) fn by_id(connection: &Connection, id: &UserId) -> Result<Option<UserRecord>> {
    find(
        connection,
        "SELECT * FROM users WHERE id = ?1 AND removed = 0",
        &id.0,
    )
}

/// How many accounts there are.
pub(super) fn count(connection: &Connection) -> Result<u64> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM users WHERE removed = 0")?
        .query_row([], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// `NotFound` when there is no such account, or no more.
pub(super) fn require(connection: &Connection, id: &UserId) -> Result<()> {
    by_id(connection, id)?
        .map(drop)
        .ok_or(StoreError::NotFound("user"))
}

/// A part of the accounts, newest first.
fn list(connection: &Connection, page: &Page) -> Result<Vec<UserRecord>> {
    let after = place(
        connection,
        "SELECT created_at, id FROM users WHERE id = ?1 AND removed = 0",
        page.after.as_ref().map(|after| [after]),
    )?;
    let mut statement = connection.prepare_cached(LIST)?;
    let rows = statement.query_map(params![after.0, after.1, page.limit], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn find(connection: &Connection, statement: &str, key: &str) -> Result<Option<UserRecord>> {
    Ok(connection
        .prepare_cached(statement)?
        .query_row([key], read)
        .optional()?)
}

/// An account as its row has it.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<UserRecord> {
    Ok(UserRecord {
        id: UserId(row.get("id")?),
        username: row.get("username")?,
        email: row.get("email")?,
        password_hash: row.get("password_hash")?,
        created_at: time(row, "created_at")?,
        is_admin: row.get("is_admin")?,
        suspended_at: optional_time(row, "suspended_at")?,
        quota: from_optional_json(row, "quota")?,
        hidden_templates: from_json(row, "hidden_templates")?,
    })
}

fn apply(connection: &Connection, id: &UserId, change: &UserChange) -> Result<UserRecord> {
    let mut user = by_id(connection, id)?.ok_or(StoreError::NotFound("user"))?;
    let operated = is_operator(&user);
    user.email = change.email.clone().unwrap_or(user.email);
    user.password_hash = change.password_hash.clone().unwrap_or(user.password_hash);
    user.is_admin = change.is_admin.unwrap_or(user.is_admin);
    user.suspended_at = change.suspended_at.unwrap_or(user.suspended_at);
    user.quota = change.quota.clone().unwrap_or(user.quota);
    user.hidden_templates = change.hidden_templates.clone().unwrap_or(user.hidden_templates);
    if operated && !is_operator(&user) {
        require_another_operator(connection, id)?;
    }
    connection.execute(
        "UPDATE users SET email = ?2, email_key = ?3, password_hash = ?4, is_admin = ?5, suspended_at = ?6, quota = ?7,
                          hidden_templates = ?8
         WHERE id = ?1",
        params![
            id.0,
            user.email,
            user.email.to_lowercase(),
            user.password_hash,
            user.is_admin,
            user.suspended_at.map(Timestamp::as_microseconds),
            optional_json(user.quota.as_ref())?,
            json(&user.hidden_templates)?,
        ],
    )?;
    Ok(user)
}

/// Apps refer to their owner until they are purged: the row stays so long, without name, address and password.
fn delete(connection: &Connection, id: &UserId) -> Result<()> {
    let user = by_id(connection, id)?.ok_or(StoreError::NotFound("user"))?;
    if is_operator(&user) {
        require_another_operator(connection, id)?;
    }
    if has_databases(connection, id)? {
        return Err(StoreError::InUse("database"));
    }
    for statement in [
        "DELETE FROM sessions WHERE user_id = ?1",
        "DELETE FROM sessions WHERE operator = ?1",
        "DELETE FROM api_tokens WHERE user_id = ?1",
        "DELETE FROM codes WHERE user_id = ?1",
        "DELETE FROM idempotency_keys WHERE user_id = ?1",
        "DELETE FROM templates WHERE user_id = ?1",
    ] {
        connection.execute(statement, [&id.0])?;
    }
    let now = Timestamp::now().as_microseconds();
    let mut statement = connection.prepare(
        "UPDATE apps SET desired = 'deleted', deleted_at = ?2 WHERE user_id = ?1 AND desired <> 'deleted' RETURNING id",
    )?;
    let apps = statement
        .query_map(params![id.0, now], |row| row.get(0).map(AppId))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for app in &apps {
        deployments::supersede_running(connection, app)?;
    }
    connection.execute(
        "UPDATE users SET removed = 1, username = '', username_key = '/' || id, email = '', email_key = '/' || id,
                          password_hash = '', is_admin = 0 WHERE id = ?1",
        [&id.0],
    )?;
    forget_removed(connection, id)
}

/// Forgets a removed account of which no app is left.
pub(super) fn forget_removed(connection: &Connection, id: &UserId) -> Result<()> {
    connection.execute(
        "DELETE FROM users WHERE id = ?1 AND removed = 1 AND NOT EXISTS (SELECT 1 FROM apps WHERE apps.user_id = ?1)",
        [&id.0],
    )?;
    Ok(())
}

/// Makes room for an app whose account is gone: what is left of a removed account, unless the account is there.
pub(super) fn insert_removed(connection: &Connection, id: &UserId) -> Result<()> {
    connection.execute(
        "INSERT INTO users (id, username, username_key, email, email_key, password_hash, created_at, is_admin, removed)
         VALUES (?1, '', '/' || ?1, '', '/' || ?1, '', 0, 0, 1) ON CONFLICT (id) DO NOTHING",
        [&id.0],
    )?;
    Ok(())
}

fn has_databases(connection: &Connection, id: &UserId) -> Result<bool> {
    Ok(connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM databases WHERE user_id = ?1)",
        [&id.0],
        |row| row.get(0),
    )?)
}

fn is_operator(user: &UserRecord) -> bool {
    user.is_admin && user.suspended_at.is_none()
}

fn require_another_operator(connection: &Connection, id: &UserId) -> Result<()> {
    let another: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM users WHERE is_admin = 1 AND suspended_at IS NULL AND removed = 0 AND id <> ?1)",
        [&id.0],
        |row| row.get(0),
    )?;
    if another {
        Ok(())
    } else {
        Err(StoreError::LastOperator)
    }
}

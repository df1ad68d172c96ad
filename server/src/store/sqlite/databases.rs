//! The record of tenant databases.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};

use super::columns::{from_word, time, word};
use super::{SqliteStore, users};
use crate::store::{DatabaseChange, DatabaseRecord, DatabaseState, Databases, Result, StoreError, UserId};

#[async_trait]
impl Databases for SqliteStore {
    async fn create_database(&self, database: &DatabaseRecord, limit: u32) -> Result<()> {
        let database = database.clone();
        self.write(move |transaction| {
            users::require(transaction, &database.user_id)?;
            let count: u32 = transaction.query_row(
                "SELECT count(*) FROM databases WHERE user_id = ?1",
                [&database.user_id.0],
                |row| row.get(0),
            )?;
            if count >= limit {
                return Err(StoreError::LimitReached { limit });
            }
            if database.is_default {
                clear_default(transaction, &database.user_id)?;
            }
            insert(transaction, &database)
        })
        .await
    }

    async fn database(&self, user: &UserId, id: &str) -> Result<Option<DatabaseRecord>> {
        let (user, id) = (user.clone(), id.to_owned());
        self.read(move |connection| find(connection, &user, &id)).await
    }

    async fn databases_of(&self, user: &UserId) -> Result<Vec<DatabaseRecord>> {
        let user = user.clone();
        self.read(move |connection| list(connection, "WHERE user_id = ?1 ORDER BY created_at, id", [user.0]))
            .await
    }

    async fn all_databases(&self) -> Result<Vec<DatabaseRecord>> {
        self.read(|connection| list(connection, "ORDER BY user_id, created_at, id", []))
            .await
    }

    async fn change_database(
        &self,
        user: &UserId,
        id: &str,
        change: &DatabaseChange,
    ) -> Result<DatabaseRecord> {
        let (user, id, change) = (user.clone(), id.to_owned(), change.clone());
        self.write(move |transaction| apply(transaction, &user, &id, &change))
            .await
    }

    async fn reseal_database(&self, user: &UserId, id: &str, sealed: &str, anew: &str) -> Result<bool> {
        let (user, id) = (user.clone(), id.to_owned());
        let (sealed, anew) = (sealed.to_owned(), anew.to_owned());
        self.write(move |transaction| {
            let resealed = transaction.execute(
                "UPDATE databases SET password = ?4 WHERE user_id = ?1 AND id = ?2 AND password = ?3",
                params![user.0, id, sealed, anew],
            )?;
            Ok(resealed > 0)
        })
        .await
    }

    async fn forget_database(&self, user: &UserId, id: &str) -> Result<()> {
        let (user, id) = (user.clone(), id.to_owned());
        self.write(move |transaction| {
            transaction.execute(
                "DELETE FROM databases WHERE user_id = ?1 AND id = ?2",
                params![user.0, id],
            )?;
            Ok(())
        })
        .await
    }
}

/// Writes a database.
pub(super) fn insert(connection: &Connection, database: &DatabaseRecord) -> Result<()> {
    connection.execute(
        "INSERT INTO databases (user_id, id, name, name_key, description, is_default, mongo_database, login, password,
                                created_at, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            database.user_id.0,
            database.id,
            database.name,
            database.name.to_lowercase(),
            database.description,
            database.is_default,
            database.mongo_database,
            database.login,
            database.password,
            database.created_at.as_microseconds(),
            word(&database.state)?,
        ],
    )?;
    Ok(())
}

/// A database as its row has it.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<DatabaseRecord> {
    Ok(DatabaseRecord {
        id: row.get("id")?,
        user_id: UserId(row.get("user_id")?),
        name: row.get("name")?,
        description: row.get("description")?,
        is_default: row.get("is_default")?,
        mongo_database: row.get("mongo_database")?,
        login: row.get("login")?,
        password: row.get("password")?,
        created_at: time(row, "created_at")?,
        state: from_word(row, "state")?,
    })
}

fn apply(
    connection: &Connection,
    user: &UserId,
    id: &str,
    change: &DatabaseChange,
) -> Result<DatabaseRecord> {
    let mut database = find(connection, user, id)?.ok_or(StoreError::NotFound("database"))?;
    if change.state == Some(DatabaseState::Dropping) && is_used(connection, user, id)? {
        return Err(StoreError::InUse("database"));
    }
    if change.make_default {
        clear_default(connection, user)?;
        database.is_default = true;
    }
    database.name = change.name.clone().unwrap_or(database.name);
    database.description = change.description.clone().unwrap_or(database.description);
    database.password = change.password.clone().unwrap_or(database.password);
    database.state = change.state.unwrap_or(database.state);
    connection.execute(
        "UPDATE databases SET name = ?3, name_key = ?4, description = ?5, is_default = ?6, password = ?7, state = ?8
         WHERE user_id = ?1 AND id = ?2",
        params![
            user.0,
            id,
            database.name,
            database.name.to_lowercase(),
            database.description,
            database.is_default,
            database.password,
            word(&database.state)?,
        ],
    )?;
    Ok(database)
}

fn is_used(connection: &Connection, user: &UserId, id: &str) -> Result<bool> {
    Ok(connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM apps WHERE user_id = ?1 AND database_id = ?2 AND desired <> 'deleted')",
        params![user.0, id],
        |row| row.get(0),
    )?)
}

fn clear_default(connection: &Connection, user: &UserId) -> Result<()> {
    connection.execute(
        "UPDATE databases SET is_default = 0 WHERE user_id = ?1",
        [&user.0],
    )?;
    Ok(())
}

fn find(connection: &Connection, user: &UserId, id: &str) -> Result<Option<DatabaseRecord>> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM databases WHERE user_id = ?1 AND id = ?2")?;
    Ok(statement.query_row(params![user.0, id], read).optional()?)
}

fn list(connection: &Connection, condition: &str, parameters: impl Params) -> Result<Vec<DatabaseRecord>> {
    let mut statement = connection.prepare_cached(&format!("SELECT * FROM databases {condition}"))?;
    let rows = statement.query_map(parameters, read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

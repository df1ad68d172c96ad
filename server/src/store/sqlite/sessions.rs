//! Sessions.

use async_trait::async_trait;
use fp_contract::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params};

use super::SqliteStore;
use super::columns::time;
use crate::store::{Result, SessionRecord, Sessions, StoreError, UserId};

#[async_trait]
impl Sessions for SqliteStore {
    async fn create_session(&self, session: &SessionRecord) -> Result<()> {
        let session = session.clone();
        self.write(move |transaction| insert(transaction, &session)).await
    }

    async fn session(&self, id: &str) -> Result<Option<SessionRecord>> {
        let id = id.to_owned();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM sessions WHERE id = ?1")?;
            Ok(statement.query_row([id], read).optional()?)
        })
        .await
    }

    async fn sessions_of(&self, user: &UserId) -> Result<Vec<SessionRecord>> {
        let user = user.clone();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM sessions WHERE user_id = ?1 AND expires_at > ?2 ORDER BY created_at DESC, id DESC",
            )?;
            let now = Timestamp::now().as_microseconds();
            let rows = statement.query_map(params![user.0, now], read)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn touch_session(&self, id: &str, at: Timestamp) -> Result<()> {
        let id = id.to_owned();
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE sessions SET last_used_at = ?2 WHERE id = ?1",
                params![id, at.as_microseconds()],
            )?;
            Ok(())
        })
        .await
    }

    async fn end_session(&self, user: &UserId, id: &str) -> Result<()> {
        let (user, id) = (user.clone(), id.to_owned());
        self.write(move |transaction| {
            let ended = transaction.execute(
                "DELETE FROM sessions WHERE user_id = ?1 AND id = ?2",
                params![user.0, id],
            )?;
            if ended == 0 {
                return Err(StoreError::NotFound("session"));
            }
            Ok(())
        })
        .await
    }

    async fn end_sessions_of(&self, user: &UserId, except: Option<&str>) -> Result<Vec<String>> {
        let (user, except) = (user.clone(), except.map(str::to_owned));
        self.write(move |transaction| {
            let mut statement = transaction
                .prepare("DELETE FROM sessions WHERE user_id = ?1 AND id IS NOT ?2 RETURNING id")?;
            let rows = statement.query_map(params![user.0, except], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn prune_sessions(&self, now: Timestamp) -> Result<()> {
        self.write(move |transaction| {
            transaction.execute(
                "DELETE FROM sessions WHERE expires_at <= ?1",
                [now.as_microseconds()],
            )?;
            Ok(())
        })
        .await
    }
}

/// Writes a session, in place of one with its identifier.
pub(super) fn insert(connection: &rusqlite::Connection, session: &SessionRecord) -> Result<()> {
    connection.execute(
        "INSERT OR REPLACE INTO sessions (id, user_id, created_at, last_used_at, expires_at, client, address, operator)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            session.id,
            session.user_id.0,
            session.created_at.as_microseconds(),
            session.last_used_at.as_microseconds(),
            session.expires_at.as_microseconds(),
            session.client,
            session.address,
            session.operator.as_ref().map(|operator| &operator.0),
        ],
    )?;
    Ok(())
}

/// A session as its row has it.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<SessionRecord> {
    Ok(SessionRecord {
        id: row.get("id")?,
        user_id: UserId(row.get("user_id")?),
        created_at: time(row, "created_at")?,
        last_used_at: time(row, "last_used_at")?,
        expires_at: time(row, "expires_at")?,
        client: row.get("client")?,
        address: row.get("address")?,
        operator: row.get::<_, Option<String>>("operator")?.map(UserId),
    })
}

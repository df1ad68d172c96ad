//! API tokens.

use async_trait::async_trait;
use fp_contract::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::{from_json, json, optional_time, time};
use super::{SqliteStore, users};
use crate::store::{ApiTokenRecord, ApiTokens, Result, StoreError, UserId};

#[async_trait]
impl ApiTokens for SqliteStore {
    async fn create_api_token(&self, token: &ApiTokenRecord, limit: u32) -> Result<()> {
        let token = token.clone();
        self.write(move |transaction| {
            users::require(transaction, &token.user_id)?;
            let count: u32 = transaction.query_row(
                "SELECT count(*) FROM api_tokens WHERE user_id = ?1",
                [&token.user_id.0],
                |row| row.get(0),
            )?;
            if count >= limit {
                return Err(StoreError::LimitReached { limit });
            }
            insert(transaction, &token)
        })
        .await
    }

    async fn api_token_by_digest(&self, digest: &str) -> Result<Option<ApiTokenRecord>> {
        let digest = digest.to_owned();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM api_tokens WHERE digest = ?1")?;
            Ok(statement.query_row([digest], read).optional()?)
        })
        .await
    }

    async fn api_tokens_of(&self, user: &UserId) -> Result<Vec<ApiTokenRecord>> {
        let user = user.clone();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM api_tokens WHERE user_id = ?1 ORDER BY created_at DESC, id DESC",
            )?;
            let rows = statement.query_map([user.0], read)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn touch_api_token(&self, id: &str, at: Timestamp) -> Result<()> {
        let id = id.to_owned();
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE api_tokens SET last_used_at = ?2 WHERE id = ?1",
                params![id, at.as_microseconds()],
            )?;
            Ok(())
        })
        .await
    }

    async fn delete_api_token(&self, user: &UserId, id: &str) -> Result<()> {
        let (user, id) = (user.clone(), id.to_owned());
        self.write(move |transaction| {
            let deleted = transaction.execute(
                "DELETE FROM api_tokens WHERE user_id = ?1 AND id = ?2",
                params![user.0, id],
            )?;
            if deleted == 0 {
                return Err(StoreError::NotFound("token"));
            }
            Ok(())
        })
        .await
    }
}

/// Writes a token.
pub(super) fn insert(connection: &Connection, token: &ApiTokenRecord) -> Result<()> {
    connection.execute(
        "INSERT INTO api_tokens (id, user_id, name, name_key, digest, scopes, created_at, last_used_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            token.id,
            token.user_id.0,
            token.name,
            token.name.to_lowercase(),
            token.digest,
            json(&token.scopes)?,
            token.created_at.as_microseconds(),
            token.last_used_at.map(Timestamp::as_microseconds),
            token.expires_at.map(Timestamp::as_microseconds),
        ],
    )?;
    Ok(())
}

/// A token as its row has it.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<ApiTokenRecord> {
    Ok(ApiTokenRecord {
        id: row.get("id")?,
        user_id: UserId(row.get("user_id")?),
        name: row.get("name")?,
        digest: row.get("digest")?,
        scopes: from_json(row, "scopes")?,
        created_at: time(row, "created_at")?,
        last_used_at: optional_time(row, "last_used_at")?,
        expires_at: optional_time(row, "expires_at")?,
    })
}

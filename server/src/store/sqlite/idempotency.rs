//! Idempotency keys.

use async_trait::async_trait;
use fp_contract::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::SqliteStore;
use super::columns::{from_optional_json, json, optional_json, time};
use crate::store::{IdempotencyKeys, IdempotencyRecord, KeyClaim, Result, StoredReply, UserId};

#[async_trait]
impl IdempotencyKeys for SqliteStore {
    async fn claim_key(&self, record: &IdempotencyRecord) -> Result<KeyClaim> {
        let record = record.clone();
        self.write(move |transaction| claim(transaction, &record)).await
    }

    async fn finish_key(&self, user: &UserId, key: &str, reply: &StoredReply) -> Result<()> {
        let (user, key, reply) = (user.clone(), key.to_owned(), reply.clone());
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE idempotency_keys SET reply = ?3 WHERE user_id = ?1 AND key = ?2",
                params![user.0, key, json(&reply)?],
            )?;
            Ok(())
        })
        .await
    }

    async fn release_key(&self, user: &UserId, key: &str) -> Result<()> {
        let (user, key) = (user.clone(), key.to_owned());
        self.write(move |transaction| {
            transaction.execute(
                "DELETE FROM idempotency_keys WHERE user_id = ?1 AND key = ?2 AND reply IS NULL",
                params![user.0, key],
            )?;
            Ok(())
        })
        .await
    }

    async fn prune_keys(&self, now: Timestamp) -> Result<()> {
        self.write(move |transaction| {
            transaction.execute(
                "DELETE FROM idempotency_keys WHERE expires_at <= ?1",
                [now.as_microseconds()],
            )?;
            Ok(())
        })
        .await
    }
}

/// Writes a key in place of the sender's same one.
pub(super) fn insert(connection: &Connection, record: &IdempotencyRecord) -> Result<()> {
    connection.execute(
        "INSERT OR REPLACE INTO idempotency_keys (user_id, key, fingerprint, created_at, expires_at, reply)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            record.user_id.0,
            record.key,
            record.fingerprint,
            record.created_at.as_microseconds(),
            record.expires_at.as_microseconds(),
            optional_json(record.reply.as_ref())?,
        ],
    )?;
    Ok(())
}

/// A key as its row has it.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<IdempotencyRecord> {
    Ok(IdempotencyRecord {
        user_id: UserId(row.get("user_id")?),
        key: row.get("key")?,
        fingerprint: row.get("fingerprint")?,
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
        reply: from_optional_json(row, "reply")?,
    })
}

fn claim(connection: &Connection, record: &IdempotencyRecord) -> Result<KeyClaim> {
    let earlier = connection
        .prepare_cached("SELECT * FROM idempotency_keys WHERE user_id = ?1 AND key = ?2")?
        .query_row(params![record.user_id.0, record.key], read)
        .optional()?
        .filter(|earlier| earlier.expires_at > record.created_at);
    Ok(match earlier {
        None => {
            insert(connection, record)?;
            KeyClaim::New
        }
        Some(earlier) if earlier.fingerprint != record.fingerprint => KeyClaim::Mismatch,
        Some(earlier) => earlier.reply.map_or(KeyClaim::Running, KeyClaim::Done),
    })
}

//! One-time codes.

use async_trait::async_trait;
use fp_contract::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::SqliteStore;
use super::columns::{from_word, time, word};
use crate::store::{CodePurpose, CodeRecord, Codes, Result, UserId};

#[async_trait]
impl Codes for SqliteStore {
    async fn create_code(&self, code: &CodeRecord) -> Result<()> {
        let code = code.clone();
        self.write(move |transaction| insert(transaction, &code)).await
    }

    async fn take_code(
        &self,
        digest: &str,
        purpose: CodePurpose,
        now: Timestamp,
    ) -> Result<Option<CodeRecord>> {
        let digest = digest.to_owned();
        self.write(move |transaction| {
            let mut statement =
                transaction.prepare("DELETE FROM codes WHERE digest = ?1 AND purpose = ?2 RETURNING *")?;
            let code = statement
                .query_row(params![digest, word(&purpose)?], read)
                .optional()?;
            Ok(code.filter(|code| code.expires_at > now))
        })
        .await
    }
}

/// Writes a code in place of the older one for the same account and purpose.
pub(super) fn insert(connection: &Connection, code: &CodeRecord) -> Result<()> {
    connection.execute(
        "INSERT OR REPLACE INTO codes (digest, user_id, purpose, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            code.digest,
            code.user_id.0,
            word(&code.purpose)?,
            code.created_at.as_microseconds(),
            code.expires_at.as_microseconds(),
        ],
    )?;
    Ok(())
}

/// A code as its row has it.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<CodeRecord> {
    Ok(CodeRecord {
        digest: row.get("digest")?,
        user_id: UserId(row.get("user_id")?),
        purpose: from_word(row, "purpose")?,
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
    })
}

//! The audit log.

use async_trait::async_trait;
use fp_contract::audit::AuditEntry;
use rusqlite::{Connection, params};

use super::SqliteStore;
use super::columns::{from_json, json};
use crate::store::{AuditFilter, AuditLog, Page, Result};

#[async_trait]
impl AuditLog for SqliteStore {
    async fn append_audit(&self, entry: &AuditEntry) -> Result<()> {
        let entry = entry.clone();
        self.write(move |transaction| insert(transaction, &entry)).await
    }

    async fn audit(&self, filter: &AuditFilter, page: &Page) -> Result<Vec<AuditEntry>> {
        let (filter, page) = (filter.clone(), page.clone());
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&part(&filter, &page))?;
            let rows = statement.query_map(
                params![filter.actor, filter.target, filter.action, page.after, page.limit],
                |row| from_json(row, "body"),
            )?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

/// The statement for a part of the log. It names only what is asked for, so that the index of that is used.
pub(super) fn part(filter: &AuditFilter, page: &Page) -> String {
    let conditions = [
        (filter.actor.is_some(), "AND actor = ?1"),
        (filter.target.is_some(), "AND target = ?2"),
        // The slash follows the dot.
        (
            filter.action.is_some(),
            "AND (action = ?3 OR (action > ?3 || '.' AND action < ?3 || '/'))",
        ),
        (page.after.is_some(), "AND id < ?4"),
    ];
    let asked: Vec<_> = conditions
        .into_iter()
        .filter_map(|(asked, condition)| asked.then_some(condition))
        .collect();
    format!(
        "SELECT body FROM audit WHERE true {} ORDER BY id DESC LIMIT ?5",
        asked.join(" ")
    )
}

/// Writes an entry.
pub(super) fn insert(connection: &Connection, entry: &AuditEntry) -> Result<()> {
    connection.execute(
        "INSERT OR REPLACE INTO audit (id, actor, target, action, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![entry.id, entry.actor, entry.target, entry.action, json(entry)?],
    )?;
    Ok(())
}

//! Templates that users keep, and changed built-in ones.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension as _, Params, params};

use super::SqliteStore;
use super::columns::{from_json, json};
use crate::store::{Result, TemplateRecord, Templates, UserId};

/// One user's, newest first.
pub(super) const OF_USER: &str = "WHERE user_id = ?1 ORDER BY created_at DESC, id DESC";
/// Everybody's and every user's, newest first.
pub(super) const NEWEST: &str = "ORDER BY created_at DESC, id DESC LIMIT ?1";

#[async_trait]
impl Templates for SqliteStore {
    async fn save_template(&self, template: &TemplateRecord) -> Result<()> {
        let template = template.clone();
        self.write(move |transaction| save(transaction, &template)).await
    }

    async fn template(&self, id: &str) -> Result<Option<TemplateRecord>> {
        let id = id.to_owned();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached("SELECT body FROM templates WHERE id = ?1")?;
            Ok(statement
                .query_row([id], |row| from_json(row, "body"))
                .optional()?)
        })
        .await
    }

    async fn templates_of(&self, user: Option<&UserId>) -> Result<Vec<TemplateRecord>> {
        let user = user.map(|user| user.0.clone()).unwrap_or_default();
        self.read(move |connection| list(connection, OF_USER, [user]))
            .await
    }

    async fn all_templates(&self, limit: u32) -> Result<Vec<TemplateRecord>> {
        self.read(move |connection| list(connection, NEWEST, [limit]))
            .await
    }

    async fn delete_template(&self, id: &str) -> Result<()> {
        let id = id.to_owned();
        self.write(move |transaction| {
            transaction.execute("DELETE FROM templates WHERE id = ?1", [id])?;
            Ok(())
        })
        .await
    }
}

/// Writes a template in place of the one with its identifier.
pub(super) fn save(connection: &Connection, record: &TemplateRecord) -> Result<()> {
    let template = &record.template;
    connection.execute(
        "INSERT INTO templates (id, user_id, name_key, created_at, is_removed, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, name_key = excluded.name_key,
             created_at = excluded.created_at, is_removed = excluded.is_removed, body = excluded.body",
        params![
            template.id,
            template.user_id.as_deref().unwrap_or_default(),
            template.name.to_lowercase(),
            template.created_at.as_microseconds(),
            record.is_removed,
            json(record)?,
        ],
    )?;
    Ok(())
}

fn list(connection: &Connection, condition: &str, parameters: impl Params) -> Result<Vec<TemplateRecord>> {
    let mut statement = connection.prepare_cached(&format!("SELECT body FROM templates {condition}"))?;
    let rows = statement.query_map(parameters, |row| from_json(row, "body"))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

//! Everything out of a file and into one.

use async_trait::async_trait;
use rusqlite::{Connection, Row, Transaction, params, params_from_iter};

use super::columns::{count, from_json, json, optional_json, time, word};
use super::{
    SqliteStore, api_tokens, apps, audit, codes, databases, deployments, idempotency, in_transaction,
    sessions, switches, templates, users,
};
use crate::store::{AppId, AppRecord, Draft, Record, RecordKind, Result, StoreError, Transfer};
use fp_contract::Timestamp;
use fp_contract::deployment::Deployment;

/// The tables that hold records.
const TABLES: [&str; 14] = [
    "settings",
    "users",
    "databases",
    "revisions",
    "apps",
    "drafts",
    "deployments",
    "labels",
    "templates",
    "sessions",
    "api_tokens",
    "codes",
    "idempotency_keys",
    "audit",
];

#[async_trait]
impl Transfer for SqliteStore {
    async fn is_empty(&self) -> Result<bool> {
        self.read(|connection| {
            for table in TABLES {
                let statement = format!("SELECT EXISTS (SELECT 1 FROM {table})");
                if connection.query_row(&statement, [], |row| row.get(0))? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
        .await
    }

    async fn export(
        &self,
        kind: RecordKind,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<(Vec<Record>, Option<String>)> {
        self.read(move |connection| batch(connection, &listing(kind), cursor.as_deref(), limit))
            .await
    }

    /// References may lead to records of a later batch, so they are not enforced meanwhile.
    async fn import(&self, records: &[Record]) -> Result<()> {
        let records = records.to_vec();
        self.writer
            .run(move |connection| {
                connection.pragma_update(None, "foreign_keys", false)?;
                let written = in_transaction(connection, |transaction| {
                    records.iter().try_for_each(|record| write(transaction, record))
                });
                connection.pragma_update(None, "foreign_keys", true)?;
                written
            })
            .await
    }
}

/// How the records of one kind are found and read.
struct Listing {
    select: String,
    /// The columns that name a record, in the order the records come in.
    keys: &'static [&'static str],
    read: fn(&Row<'_>) -> rusqlite::Result<Record>,
}

impl Listing {
    fn of(
        select: impl Into<String>,
        keys: &'static [&'static str],
        read: fn(&Row<'_>) -> rusqlite::Result<Record>,
    ) -> Self {
        Self {
            select: select.into(),
            keys,
            read,
        }
    }
}

fn listing(kind: RecordKind) -> Listing {
    match kind {
        RecordKind::Setting => Listing::of("SELECT * FROM settings", &["settings.name"], |row| {
            Ok(Record::Setting {
                name: row.get("name")?,
                value: row.get("value")?,
            })
        }),
        RecordKind::User => Listing::of(
            "SELECT * FROM (SELECT * FROM users WHERE removed = 0) AS users",
            &["users.id"],
            |row| users::read(row).map(Record::User),
        ),
        RecordKind::Database => Listing::of(
            "SELECT * FROM databases",
            &["databases.user_id", "databases.id"],
            |row| databases::read(row).map(Record::Database),
        ),
        RecordKind::Revision => Listing::of("SELECT id, body FROM revisions", &["revisions.id"], |row| {
            from_json(row, "body").map(Record::Revision)
        }),
        RecordKind::App => Listing::of(app_query(), &["apps.id"], read_app),
        RecordKind::Deployment => Listing::of("SELECT * FROM deployments", &["deployments.id"], |row| {
            deployments::read(row).map(Record::Deployment)
        }),
        RecordKind::Label => Listing::of(
            "SELECT * FROM labels",
            &["labels.app_id", "labels.revision"],
            |row| {
                Ok(Record::Label {
                    app_id: AppId(row.get("app_id")?),
                    revision: row.get("revision")?,
                    label: row.get("label")?,
                })
            },
        ),
        RecordKind::Template => Listing::of("SELECT id, body FROM templates", &["templates.id"], |row| {
            from_json(row, "body").map(Record::Template)
        }),
        RecordKind::Session => Listing::of("SELECT * FROM sessions", &["sessions.id"], |row| {
            sessions::read(row).map(Record::Session)
        }),
        RecordKind::ApiToken => Listing::of("SELECT * FROM api_tokens", &["api_tokens.id"], |row| {
            api_tokens::read(row).map(Record::ApiToken)
        }),
        RecordKind::Code => Listing::of("SELECT * FROM codes", &["codes.digest"], |row| {
            codes::read(row).map(Record::Code)
        }),
        RecordKind::IdempotencyKey => Listing::of(
            "SELECT * FROM idempotency_keys",
            &["idempotency_keys.user_id", "idempotency_keys.key"],
            |row| idempotency::read(row).map(Record::IdempotencyKey),
        ),
        RecordKind::Audit => Listing::of("SELECT id, body FROM audit", &["audit.id"], |row| {
            from_json(row, "body").map(Record::Audit)
        }),
    }
}

/// The records whose names sort after the cursor, which is the last name of the batch before as JSON.
fn batch(
    connection: &Connection,
    listing: &Listing,
    cursor: Option<&str>,
    limit: u32,
) -> Result<(Vec<Record>, Option<String>)> {
    let after: Vec<String> = match cursor {
        Some(cursor) => serde_json::from_str(cursor)?,
        // Nothing sorts before the empty text, and no name is empty.
        None => vec![String::new(); listing.keys.len()],
    };
    let keys = listing.keys.join(", ");
    let marks = vec!["?"; after.len()].join(", ");
    let mut statement = connection.prepare_cached(&format!(
        "{} WHERE ({keys}) > ({marks}) ORDER BY {keys} LIMIT {limit}",
        listing.select
    ))?;
    let mut rows = statement.query(params_from_iter(after))?;
    let (mut records, mut last) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        records.push((listing.read)(row)?);
        last = names(row, listing.keys)?;
    }
    let is_full = u32::try_from(records.len()).is_ok_and(|count| count == limit);
    let cursor = is_full.then(|| json(&last)).transpose()?;
    Ok((records, cursor))
}

fn names(row: &Row<'_>, keys: &[&str]) -> rusqlite::Result<Vec<String>> {
    let column = |key: &&str| key.rsplit_once('.').map_or(*key, |(_, column)| column).to_owned();
    keys.iter().map(|key| row.get(column(key).as_str())).collect()
}

/// Apps with their drafts.
fn app_query() -> String {
    let select = apps::SELECT.replacen("apps.*,", "apps.*, drafts.files AS draft_files,", 1);
    format!("{select} JOIN drafts ON drafts.app_id = apps.id")
}

fn read_app(row: &Row<'_>) -> rusqlite::Result<Record> {
    let draft = Draft {
        files: from_json(row, "draft_files")?,
        entrypoint: row.get("entrypoint")?,
        version: count(row, "draft_version")?,
        saved_at: time(row, "draft_saved_at")?,
    };
    Ok(Record::App {
        app: Box::new(apps::read(row)?),
        draft,
        removal_finished: row.get("removal_finished")?,
    })
}

fn write(transaction: &Transaction<'_>, record: &Record) -> Result<()> {
    match record {
        Record::Setting { name, value } => switches::set(transaction, name, value),
        Record::User(user) => {
            transaction.execute("DELETE FROM users WHERE id = ?1", [&user.id.0])?;
            users::insert(transaction, user)
        }
        Record::Database(database) => {
            transaction.execute(
                "DELETE FROM databases WHERE user_id = ?1 AND id = ?2",
                params![database.user_id.0, database.id],
            )?;
            databases::insert(transaction, database)
        }
        Record::Revision(revision) => deployments::write_revision(transaction, revision).map(drop),
        Record::App {
            app,
            draft,
            removal_finished,
        } => write_app(transaction, app, draft, *removal_finished),
        Record::Deployment(deployment) => write_deployment(transaction, deployment),
        Record::Label {
            app_id,
            revision,
            label,
        } => {
            transaction.execute(
                "INSERT OR REPLACE INTO labels (app_id, revision, label) VALUES (?1, ?2, ?3)",
                params![app_id.0, revision, label],
            )?;
            Ok(())
        }
        Record::Template(template) => templates::save(transaction, template),
        Record::Session(session) => sessions::insert(transaction, session),
        Record::ApiToken(token) => {
            transaction.execute("DELETE FROM api_tokens WHERE id = ?1", [&token.id])?;
            api_tokens::insert(transaction, token)
        }
        Record::Code(code) => codes::insert(transaction, code),
        Record::IdempotencyKey(key) => idempotency::insert(transaction, key),
        Record::Audit(entry) => audit::insert(transaction, entry),
    }
}

fn write_app(
    transaction: &Transaction<'_>,
    app: &AppRecord,
    draft: &Draft,
    removal_finished: bool,
) -> Result<()> {
    users::insert_removed(transaction, &app.user_id)?;
    transaction.execute(
        "INSERT OR REPLACE INTO apps (id, user_id, name, created_at, last_activity, mode, framework, entrypoint, draft_version,
             draft_saved_at, draft_content, env, secrets, env_version, database_id, desired, live_revision, live_deployment,
             live_at, latest_deployment, failure, deleted_at, removal_finished)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)",
        params![
            app.id.0,
            app.user_id.0,
            app.name,
            app.created_at.as_microseconds(),
            app.last_activity.as_microseconds(),
            word(&app.mode)?,
            app.framework.as_ref().map(word).transpose()?,
            draft.entrypoint,
            counted(draft.version)?,
            draft.saved_at.as_microseconds(),
            super::drafts::content_name(&draft.files, &draft.entrypoint),
            json(&app.env)?,
            json(&app.secrets)?,
            counted(app.env_version)?,
            app.database_id,
            word(&app.desired)?,
            app.live_revision,
            app.live_deployment,
            app.live_at.map(Timestamp::as_microseconds),
            app.latest_deployment.as_ref().map(|latest| &latest.id),
            optional_json(app.failure.as_ref())?,
            app.deleted_at.map(Timestamp::as_microseconds),
            removal_finished,
        ],
    )?;
    transaction.execute(
        "INSERT OR REPLACE INTO drafts (app_id, files) VALUES (?1, ?2)",
        params![app.id.0, json(&draft.files)?],
    )?;
    Ok(())
}

fn write_deployment(transaction: &Transaction<'_>, deployment: &Deployment) -> Result<()> {
    transaction.execute(
        "INSERT OR REPLACE INTO deployments (id, app_id, revision, status, stages, failure, created_at, finished_at, author)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            deployment.id,
            deployment.app_id,
            deployment.revision,
            word(&deployment.status)?,
            json(&deployment.stages)?,
            optional_json(deployment.failure.as_ref())?,
            deployment.created_at.as_microseconds(),
            deployment.finished_at.map(Timestamp::as_microseconds),
            deployment.author,
        ],
    )?;
    Ok(())
}

fn counted(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|error| StoreError::Engine(format!("a count cannot be stored: {error}")))
}

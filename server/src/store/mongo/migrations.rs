//! The steps that bring a database to the present schema, each applied once and recorded in `migrations`.
//!
//! A step may be cut short and begun again: it changes only what is not yet as it should be. One server at a time works on
//! them, whoever holds the lock.

mod legacy;
mod lock;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use mongodb::bson::{Document, doc};
use mongodb::options::IndexOptions;

use super::collections::Collections;
use super::fault::Outcome;
use super::values::now;
use super::{SealEnv, indexes, users};
use crate::store::{Result, StoreError};
use lock::Lock;

/// One step: its name and what it does; it answers with what an operator should know.
struct Migration {
    name: &'static str,
    apply: for<'a> fn(&'a Migrations) -> BoxFuture<'a, Outcome<Vec<String>>>,
}

/// All steps in order; the version of a database is how many it has taken. A step that was ever shipped is never changed.
const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "locks",
        apply: |migrations| Box::pin(make_locks(&migrations.collections)),
    },
    Migration {
        name: "existing settings",
        apply: |migrations| Box::pin(legacy::settings::adopt(&migrations.collections)),
    },
    Migration {
        name: "existing accounts",
        apply: |migrations| Box::pin(legacy::users::adopt(&migrations.collections)),
    },
    Migration {
        name: "existing apps",
        apply: |migrations| {
            Box::pin(legacy::apps::adopt(
                &migrations.collections,
                migrations.seal_env.as_ref(),
            ))
        },
    },
    Migration {
        name: "existing templates",
        apply: |migrations| Box::pin(legacy::templates::adopt(&migrations.collections)),
    },
    Migration {
        name: "indexes",
        apply: |migrations| Box::pin(make_indexes(&migrations.collections)),
    },
];

/// What the steps need.
pub(super) struct Migrations {
    collections: Collections,
    seal_env: Arc<SealEnv>,
}

impl Migrations {
    /// The steps for this database.
    pub(super) fn new(collections: Collections, seal_env: Arc<SealEnv>) -> Self {
        Self {
            collections,
            seal_env,
        }
    }

    /// Applies what is missing. A database of a newer server is refused and left alone.
    pub(super) async fn run(self) -> Result<()> {
        if self.missing().await?.is_empty() {
            return Ok(());
        }
        let lock = Lock::take(&self.collections).await?;
        let outcome = self.apply_missing().await;
        lock.release().await;
        Ok(outcome?)
    }

    async fn apply_missing(&self) -> Outcome<()> {
        let missing = self.missing().await?;
        for (version, migration) in (MIGRATIONS.len() - missing.len() + 1..).zip(missing) {
            let notes = (migration.apply)(self).await?;
            for note in &notes {
                tracing::warn!("taking over the existing record: {note}");
            }
            let record = doc! {
                "_id": i64::try_from(version).unwrap_or(i64::MAX),
                "name": migration.name,
                "applied_at": now(),
                "notes": notes,
            };
            recorded(&self.collections, record).await?;
        }
        Ok(())
    }

    async fn missing(&self) -> Outcome<&'static [Migration]> {
        let steps = self.collections.raw("migrations");
        let applied = steps
            .count_documents(doc! { "name": { "$exists": true } })
            .await?;
        let applied = usize::try_from(applied).unwrap_or(usize::MAX);
        MIGRATIONS.get(applied..).ok_or_else(|| {
            let known = MIGRATIONS.len();
            StoreError::Engine(format!(
                "the database has {applied} schema steps and this server knows {known}\nhint: start the newer fp-server that wrote it"
            ))
            .into()
        })
    }
}

/// Records a step; whoever lost the lock meanwhile may have recorded it first.
async fn recorded(collections: &Collections, record: Document) -> Outcome<()> {
    let steps = collections.raw("migrations");
    steps
        .update_one(
            doc! { "_id": record.get("_id") },
            doc! { "$setOnInsert": record.clone() },
        )
        .upsert(true)
        .await?;
    Ok(())
}

/// The documents that transactions write to meet each other; a transaction that made one could miss another that does.
async fn make_locks(collections: &Collections) -> Outcome<Vec<String>> {
    collections
        .raw("locks")
        .update_one(
            doc! { "_id": users::OPERATORS },
            doc! { "$setOnInsert": { "locks": 0_i64 } },
        )
        .upsert(true)
        .await?;
    Ok(Vec::new())
}

/// The existing platform's own index of template names would refuse names that may be used twice here.
async fn make_indexes(collections: &Collections) -> Outcome<Vec<String>> {
    indexes::create(collections).await?;
    let templates = collections.raw("templates");
    let mut found = templates.list_indexes().await?;
    let mut stale = Vec::new();
    while found.advance().await? {
        let index = found.deserialize_current()?;
        if index.keys == doc! { "name": 1, "is_global": 1 } {
            stale.extend(index.options.and_then(|options: IndexOptions| options.name));
        }
    }
    for name in stale {
        templates.drop_index(name).await?;
    }
    Ok(Vec::new())
}

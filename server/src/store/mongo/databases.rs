//! The record of tenant databases.

use async_trait::async_trait;
use fp_contract::Timestamp;
use futures_util::TryStreamExt as _;
use mongodb::bson::{Document, doc};
use serde::{Deserialize, Serialize};

use super::collections::Collections;
use super::fault::Outcome;
use super::values::{account, bson, time};
use super::work::Work;
use super::{MongoStore, users};
use crate::store::{DatabaseChange, DatabaseRecord, DatabaseState, Databases, Result, StoreError, UserId};

/// A database as its document has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct DatabaseDocument {
    #[serde(rename = "_id")]
    pub(super) key: String,
    user_id: UserId,
    id: String,
    name: String,
    name_key: String,
    description: Option<String>,
    is_default: bool,
    mongo_database: String,
    login: String,
    password: String,
    #[serde(with = "time")]
    created_at: Timestamp,
    state: DatabaseState,
}

#[async_trait]
impl Databases for MongoStore {
    async fn create_database(&self, database: &DatabaseRecord, limit: u32) -> Result<()> {
        let input = (DatabaseDocument::of(database), limit);
        self.transact(input, |work, (database, limit)| {
            Box::pin(create(work, database, *limit))
        })
        .await
    }

    async fn database(&self, user: &UserId, id: &str) -> Result<Option<DatabaseRecord>> {
        let filter = doc! { "_id": key(user, id) };
        self.run(async move |collections: Collections| {
            let found = collections.databases().find_one(filter).await?;
            Ok(found.map(DatabaseDocument::record))
        })
        .await
    }

    async fn databases_of(&self, user: &UserId) -> Result<Vec<DatabaseRecord>> {
        self.list_databases(doc! { "user_id": &user.0 }).await
    }

    async fn all_databases(&self) -> Result<Vec<DatabaseRecord>> {
        self.list_databases(doc! {}).await
    }

    async fn change_database(
        &self,
        user: &UserId,
        id: &str,
        change: &DatabaseChange,
    ) -> Result<DatabaseRecord> {
        let input = (user.clone(), id.to_owned(), change.clone());
        self.transact(input, |work, (user, id, change)| {
            Box::pin(apply(work, user, id, change))
        })
        .await
    }

    async fn reseal_database(&self, user: &UserId, id: &str, sealed: &str, anew: &str) -> Result<bool> {
        let filter = doc! { "_id": key(user, id), "password": sealed };
        let update = doc! { "$set": { "password": anew } };
        self.run(async move |collections: Collections| {
            let resealed = collections.databases().update_one(filter, update).await?;
            Ok(resealed.matched_count > 0)
        })
        .await
    }

    async fn forget_database(&self, user: &UserId, id: &str) -> Result<()> {
        let filter = doc! { "_id": key(user, id) };
        self.run(async move |collections: Collections| {
            collections.databases().delete_one(filter).await?;
            Ok(())
        })
        .await
    }
}

impl MongoStore {
    async fn list_databases(&self, filter: Document) -> Result<Vec<DatabaseRecord>> {
        self.run(async move |collections: Collections| {
            let found = collections
                .databases()
                .find(filter)
                .sort(doc! { "user_id": 1, "created_at": 1, "id": 1 })
                .await?;
            Ok(found.map_ok(DatabaseDocument::record).try_collect().await?)
        })
        .await
    }
}

impl DatabaseDocument {
    /// The document of a database.
    pub(super) fn of(database: &DatabaseRecord) -> Self {
        let database = database.clone();
        Self {
            key: key(&database.user_id, &database.id),
            user_id: database.user_id,
            id: database.id,
            name_key: database.name.to_lowercase(),
            name: database.name,
            description: database.description,
            is_default: database.is_default,
            mongo_database: database.mongo_database,
            login: database.login,
            password: database.password,
            created_at: database.created_at,
            state: database.state,
        }
    }

    /// The database.
    pub(super) fn record(self) -> DatabaseRecord {
        DatabaseRecord {
            id: self.id,
            user_id: self.user_id,
            name: self.name,
            description: self.description,
            is_default: self.is_default,
            mongo_database: self.mongo_database,
            login: self.login,
            password: self.password,
            created_at: self.created_at,
            state: self.state,
        }
    }
}

/// The identifier of the document: an account's has no `/`.
fn key(user: &UserId, id: &str) -> String {
    format!("{user}/{id}")
}

async fn create(work: &mut Work, database: &DatabaseDocument, limit: u32) -> Outcome<()> {
    users::lock(work, &database.user_id).await?;
    let databases = work.collections.databases();
    let count = databases
        .count_documents(doc! { "user_id": &database.user_id.0 })
        .session(&mut work.session)
        .await?;
    if count >= limit.into() {
        return Err(StoreError::LimitReached { limit }.into());
    }
    if database.is_default {
        clear_default(work, &database.user_id).await?;
    }
    databases.insert_one(database).session(&mut work.session).await?;
    Ok(())
}

async fn apply(work: &mut Work, user: &UserId, id: &str, change: &DatabaseChange) -> Outcome<DatabaseRecord> {
    let databases = work.collections.databases();
    let filter = doc! { "_id": key(user, id) };
    let found = databases
        .find_one(filter.clone())
        .session(&mut work.session)
        .await?;
    let mut database = found.ok_or(StoreError::NotFound("database"))?;
    if change.state == Some(DatabaseState::Dropping) && is_used(work, user, id).await? {
        return Err(StoreError::InUse("database").into());
    }
    if change.make_default {
        users::lock(work, user).await?;
        clear_default(work, user).await?;
        database.is_default = true;
    }
    database.name = change.name.clone().unwrap_or(database.name);
    database.name_key = database.name.to_lowercase();
    database.description = change.description.clone().unwrap_or(database.description);
    database.password = change.password.clone().unwrap_or(database.password);
    database.state = change.state.unwrap_or(database.state);
    databases
        .update_one(filter, doc! { "$set": bson(&database)? })
        .session(&mut work.session)
        .await?;
    Ok(database.record())
}

async fn is_used(work: &mut Work, user: &UserId, id: &str) -> Outcome<bool> {
    let apps = work.collections.raw("apps");
    let using = doc! { "user_id": account(user), "database_id": id, "desired": { "$ne": "deleted" } };
    let app = apps
        .find_one(using)
        .projection(doc! { "_id": 1 })
        .session(&mut work.session)
        .await?;
    Ok(app.is_some())
}

async fn clear_default(work: &mut Work, user: &UserId) -> Outcome<()> {
    let databases = work.collections.databases();
    databases
        .update_many(
            doc! { "user_id": &user.0, "is_default": true },
            doc! { "$set": { "is_default": false } },
        )
        .session(&mut work.session)
        .await?;
    Ok(())
}

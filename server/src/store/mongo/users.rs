//! Accounts.

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::quota::Quota;
use futures_util::TryStreamExt as _;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Document, doc};
use serde::{Deserialize, Serialize};

use super::collections::Collections;
use super::fault::Outcome;
use super::values::{account, bson, now, object_id, older_than, optional_time, required_account, time};
use super::work::Work;
use super::{MongoStore, deployments};
use crate::store::{Page, Result, StoreError, UserChange, UserId, UserRecord, Users};

/// The lock that every change among operators writes, so that two at once cannot both find another one left.
pub(super) const OPERATORS: &str = "operators";

/// An account as its document has it, beside what the existing platform keeps there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct UserDocument {
    #[serde(rename = "_id")]
    pub(super) id: ObjectId,
    username: String,
    username_key: String,
    email: String,
    email_key: String,
    password_hash: String,
    #[serde(with = "time")]
    created_at: Timestamp,
    is_admin: bool,
    #[serde(default, with = "optional_time")]
    suspended_at: Option<Timestamp>,
    #[serde(default)]
    quota: Option<Quota>,
    #[serde(default)]
    hidden_templates: Vec<String>,
    /// A removed account stays, without name and address, as long as an app of its is left.
    #[serde(default)]
    removed: bool,
}

#[async_trait]
impl Users for MongoStore {
    async fn create_user(&self, user: &UserRecord, first: bool) -> Result<()> {
        let user = UserDocument::of(user)?;
        if first {
            return self
                .transact(user, |work, user| Box::pin(create_first(work, user)))
                .await;
        }
        self.run(async move |collections: Collections| {
            collections.users().insert_one(user).await?;
            Ok(())
        })
        .await
    }

    async fn user_by_name(&self, username: &str) -> Result<Option<UserRecord>> {
        self.find_user(doc! { "username_key": username.to_lowercase() })
            .await
    }

    async fn user(&self, id: &UserId) -> Result<Option<UserRecord>> {
        match account(id) {
            Some(id) => self.find_user(doc! { "_id": id }).await,
            None => Ok(None),
        }
    }

    async fn count_users(&self) -> Result<u64> {
        self.run(async |collections: Collections| {
            Ok(collections
                .users()
                .count_documents(doc! { "removed": { "$ne": true } })
                .await?)
        })
        .await
    }

    async fn users(&self, page: &Page) -> Result<Vec<UserRecord>> {
        let page = page.clone();
        self.run(async move |collections: Collections| list(&collections, &page).await)
            .await
    }

    async fn change_user(&self, id: &UserId, change: &UserChange) -> Result<UserRecord> {
        self.transact((id.clone(), change.clone()), |work, (id, change)| {
            Box::pin(apply(work, id, change))
        })
        .await
    }

    async fn delete_user(&self, id: &UserId) -> Result<()> {
        self.transact(id.clone(), |work, id| Box::pin(delete(work, id)))
            .await
    }
}

impl MongoStore {
    async fn find_user(&self, mut filter: Document) -> Result<Option<UserRecord>> {
        filter.insert("removed", doc! { "$ne": true });
        self.run(async move |collections: Collections| {
            Ok(collections
                .users()
                .find_one(filter)
                .await?
                .map(UserDocument::record))
        })
        .await
    }
}

impl UserDocument {
    /// The document of an account.
    pub(super) fn of(user: &UserRecord) -> Result<Self> {
        Ok(Self {
            id: required_account(&user.id)?,
            username: user.username.clone(),
            username_key: user.username.to_lowercase(),
            email: user.email.clone(),
            email_key: user.email.to_lowercase(),
            password_hash: user.password_hash.clone(),
            created_at: user.created_at,
            is_admin: user.is_admin,
            suspended_at: user.suspended_at,
            quota: user.quota.clone(),
            hidden_templates: user.hidden_templates.clone(),
            removed: false,
        })
    }

    /// The account.
    pub(super) fn record(self) -> UserRecord {
        UserRecord {
            id: UserId(self.id.to_hex()),
            username: self.username,
            email: self.email,
            password_hash: self.password_hash,
            created_at: self.created_at,
            is_admin: self.is_admin,
            suspended_at: self.suspended_at,
            quota: self.quota,
            hidden_templates: self.hidden_templates,
        }
    }

    fn is_operator(&self) -> bool {
        self.is_admin && self.suspended_at.is_none()
    }
}

/// Adds the first account: of two at once, the second finds the first one's.
async fn create_first(work: &mut Work, user: &UserDocument) -> Outcome<()> {
    lock_operators(work).await?;
    let users = work.collections.users();
    let anybody = users
        .find_one(doc! { "removed": { "$ne": true } })
        .session(&mut work.session)
        .await?;
    if anybody.is_some() {
        return Err(StoreError::Taken("first account").into());
    }
    users.insert_one(user).session(&mut work.session).await?;
    Ok(())
}

async fn list(collections: &Collections, page: &Page) -> Outcome<Vec<UserRecord>> {
    let mut filter = doc! { "removed": { "$ne": true } };
    if let Some(after) = &page.after {
        let last = find_after(collections, after).await?;
        let last = last.ok_or(StoreError::NotFound("place in the list"))?;
        filter.insert("$or", older_than(last.created_at, "_id", last.id));
    }
    let users = collections
        .users()
        .find(filter)
        .sort(doc! { "created_at": -1, "_id": -1 })
        .limit(page.limit.into())
        .await?;
    Ok(users.map_ok(UserDocument::record).try_collect().await?)
}

async fn find_after(collections: &Collections, id: &str) -> Outcome<Option<UserDocument>> {
    let Some(id) = object_id(id) else { return Ok(None) };
    let there = doc! { "_id": id, "removed": { "$ne": true } };
    Ok(collections.users().find_one(there).await?)
}

async fn load(work: &mut Work, id: &UserId) -> Outcome<UserDocument> {
    let missing = || StoreError::NotFound("user");
    let id = account(id).ok_or_else(missing)?;
    let users = work.collections.users();
    let found = users
        .find_one(doc! { "_id": id, "removed": { "$ne": true } })
        .session(&mut work.session)
        .await?;
    Ok(found.ok_or_else(missing)?)
}

async fn apply(work: &mut Work, id: &UserId, change: &UserChange) -> Outcome<UserRecord> {
    let mut user = load(work, id).await?;
    let operated = user.is_operator();
    user.email = change.email.clone().unwrap_or(user.email);
    user.email_key = user.email.to_lowercase();
    user.password_hash = change.password_hash.clone().unwrap_or(user.password_hash);
    user.is_admin = change.is_admin.unwrap_or(user.is_admin);
    user.suspended_at = change.suspended_at.unwrap_or(user.suspended_at);
    user.quota = change.quota.clone().unwrap_or(user.quota);
    user.hidden_templates = change.hidden_templates.clone().unwrap_or(user.hidden_templates);
    if operated && !user.is_operator() {
        require_another_operator(work, user.id).await?;
    }
    save(work, &user).await?;
    Ok(user.record())
}

/// Writes the fields that are ours and leaves the others.
async fn save(work: &mut Work, user: &UserDocument) -> Outcome<()> {
    let users = work.collections.users();
    users
        .update_one(doc! { "_id": user.id }, doc! { "$set": bson(user)? })
        .session(&mut work.session)
        .await?;
    Ok(())
}

/// Apps refer to their owner until they are purged: the document stays so long, without name, address and password.
async fn delete(work: &mut Work, id: &UserId) -> Outcome<()> {
    let mut user = load(work, id).await?;
    if user.is_operator() {
        require_another_operator(work, user.id).await?;
    }
    require_no_database(work, id).await?;
    for (name, of_user) in [
        ("sessions", doc! { "user_id": &id.0 }),
        ("sessions", doc! { "operator": &id.0 }),
        ("api_tokens", doc! { "user_id": &id.0 }),
        ("codes", doc! { "user_id": &id.0 }),
        ("idempotency_keys", doc! { "user_id": &id.0 }),
        ("templates", doc! { "user_id": user.id }),
    ] {
        let collection = work.collections.raw(name);
        collection.delete_many(of_user).session(&mut work.session).await?;
    }
    delete_apps(work, user.id).await?;
    user.removed = true;
    user.username = String::new();
    user.username_key = format!("/{id}");
    user.email = String::new();
    user.email_key = format!("/{id}");
    user.password_hash = String::new();
    user.is_admin = false;
    save(work, &user).await?;
    forget_removed(work, user.id).await
}

/// Moves the account's apps to the trash and ends what is under way for them.
async fn delete_apps(work: &mut Work, owner: ObjectId) -> Outcome<()> {
    let apps = work.collections.apps();
    let kept = doc! { "user_id": owner, "desired": { "$ne": "deleted" } };
    let ids = apps
        .distinct("app_id", kept.clone())
        .session(&mut work.session)
        .await?;
    apps.update_many(
        kept,
        doc! { "$set": { "desired": "deleted", "deleted_at": now() } },
    )
    .session(&mut work.session)
    .await?;
    deployments::supersede_running(work, doc! { "$in": ids }).await
}

/// Forgets an account that was removed, once no app of its is left.
pub(super) async fn forget_removed(work: &mut Work, owner: ObjectId) -> Outcome<()> {
    let apps = work.collections.raw("apps");
    let left = apps
        .find_one(doc! { "user_id": owner })
        .projection(doc! { "_id": 1 })
        .session(&mut work.session)
        .await?;
    if left.is_none() {
        let users = work.collections.users();
        users
            .delete_one(doc! { "_id": owner, "removed": true })
            .session(&mut work.session)
            .await?;
    }
    Ok(())
}

/// Makes room for an app whose account is gone: what is left of a removed account, unless the account is there.
pub(super) async fn insert_removed(work: &mut Work, id: &UserId) -> Outcome<()> {
    let user = UserDocument {
        removed: true,
        ..UserDocument::of(&UserRecord {
            id: id.clone(),
            username: format!("/{id}"),
            email: format!("/{id}"),
            password_hash: String::new(),
            created_at: Timestamp::EPOCH,
            is_admin: false,
            suspended_at: None,
            quota: None,
            hidden_templates: Vec::new(),
        })?
    };
    let users = work.collections.users();
    users
        .update_one(doc! { "_id": user.id }, doc! { "$setOnInsert": bson(&user)? })
        .upsert(true)
        .session(&mut work.session)
        .await?;
    Ok(())
}

/// `NotFound` when there is no such account, or no more.
pub(super) async fn require(work: &mut Work, id: &UserId) -> Outcome<()> {
    load(work, id).await.map(drop)
}

/// The same, and writes the account, so that of two that count what it has at the same time one begins again.
pub(super) async fn lock(work: &mut Work, id: &UserId) -> Outcome<ObjectId> {
    let missing = || StoreError::NotFound("user");
    let id = account(id).ok_or_else(missing)?;
    let users = work.collections.users();
    let there = doc! { "_id": id, "removed": { "$ne": true } };
    let locked = users
        .update_one(there, doc! { "$inc": { "locks": 1_i64 } })
        .session(&mut work.session)
        .await?;
    if locked.matched_count == 0 {
        return Err(missing().into());
    }
    Ok(id)
}

/// A database is recorded with a lock on the account, so none appears meanwhile.
async fn require_no_database(work: &mut Work, id: &UserId) -> Outcome<()> {
    let databases = work.collections.databases();
    let any = databases
        .find_one(doc! { "user_id": &id.0 })
        .session(&mut work.session)
        .await?;
    match any {
        Some(_) => Err(StoreError::InUse("database").into()),
        None => Ok(()),
    }
}

async fn lock_operators(work: &mut Work) -> Outcome<()> {
    let locks = work.collections.raw("locks");
    locks
        .update_one(doc! { "_id": OPERATORS }, doc! { "$inc": { "locks": 1_i64 } })
        .session(&mut work.session)
        .await?;
    Ok(())
}

async fn require_another_operator(work: &mut Work, id: ObjectId) -> Outcome<()> {
    lock_operators(work).await?;
    let users = work.collections.users();
    let others =
        doc! { "is_admin": true, "suspended_at": null, "removed": { "$ne": true }, "_id": { "$ne": id } };
    let another = users.find_one(others).session(&mut work.session).await?;
    if another.is_some() {
        Ok(())
    } else {
        Err(StoreError::LastOperator.into())
    }
}

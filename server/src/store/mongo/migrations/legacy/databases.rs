//! Tenant databases, which the existing platform keeps inside accounts.
//!
//! Their passwords were sealed with a key that may be a public default, so they are not taken over: the databases are
//! recorded as not yet confirmed, and get a new password before they are used.

use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Document, doc};

use super::names::{Names, after};
use super::{created_at, documents, text, time};
use crate::store::mongo::collections::Collections;
use crate::store::mongo::databases::DatabaseDocument;
use crate::store::mongo::fault::Outcome;
use crate::store::mongo::values::bson;
use crate::store::{DatabaseRecord, DatabaseState, UserId};

/// Records the databases of an account, unless they are recorded already.
pub(super) async fn adopt(collections: &Collections, user: &Document, id: ObjectId) -> Outcome<()> {
    for database in of(user, &UserId(id.to_hex())) {
        let document = DatabaseDocument::of(&database);
        collections
            .databases()
            .update_one(
                doc! { "_id": &document.key },
                doc! { "$setOnInsert": bson(&document)? },
            )
            .upsert(true)
            .await?;
    }
    Ok(())
}

/// The databases of an account: those it lists, or the single one of accounts that list none.
fn of(user: &Document, owner: &UserId) -> Vec<DatabaseRecord> {
    let mut names = Names::default();
    let default = text(user, "default_database_id");
    let mut databases: Vec<DatabaseRecord> = documents(user, "databases")
        .filter_map(|listed| {
            let id = text(listed, "id")?;
            Some(DatabaseRecord {
                name: names.give(&text(listed, "name").unwrap_or_else(|| id.clone()), after),
                description: text(listed, "description"),
                is_default: false,
                created_at: time(listed, "created_at").unwrap_or_else(|| created_at(user)),
                ..unconfirmed(owner, &id, format!("user_{owner}_{id}"))
            })
        })
        .collect();
    if databases.is_empty() && user.contains_key("mongo_password_encrypted") {
        databases.push(DatabaseRecord {
            created_at: created_at(user),
            ..unconfirmed(owner, "default", format!("user_{owner}"))
        });
    }
    let chosen = databases
        .iter()
        .position(|database| Some(&database.id) == default.as_ref());
    if let Some(database) = databases.get_mut(chosen.unwrap_or(0)) {
        database.is_default = true;
    }
    databases
}

fn unconfirmed(owner: &UserId, id: &str, mongo_database: String) -> DatabaseRecord {
    DatabaseRecord {
        id: id.to_owned(),
        user_id: owner.clone(),
        name: id.to_owned(),
        description: None,
        is_default: false,
        login: mongo_database.clone(),
        mongo_database,
        password: String::new(),
        created_at: fp_contract::Timestamp::from_milliseconds(0),
        state: DatabaseState::Provisioning,
    }
}

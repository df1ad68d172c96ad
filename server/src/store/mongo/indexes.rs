//! The indexes of the record: what is unique, and what lists are found by.

use futures_util::future::try_join_all;
use mongodb::IndexModel;
use mongodb::bson::{Document, doc};
use mongodb::options::IndexOptions;

use super::collections::{Collections, NAMES};
use super::fault::Outcome;

/// An index: its collection, its name (the port's words of unique ones are found by it), its keys, whether it is unique, and
/// which documents it is limited to.
type Index = (&'static str, &'static str, Document, bool, Option<Document>);

/// Every index of the record.
fn all() -> Vec<Index> {
    let unique = |collection, name, keys| (collection, name, keys, true, None);
    let list = |collection, name, keys| (collection, name, keys, false, None);
    vec![
        unique("users", "username", doc! { "username_key": 1 }),
        unique("users", "email", doc! { "email_key": 1 }),
        list("users", "age", doc! { "created_at": -1, "_id": -1 }),
        list("sessions", "owner", doc! { "user_id": 1 }),
        list("sessions", "end", doc! { "expires_at": 1 }),
        unique("api_tokens", "name", doc! { "user_id": 1, "name_key": 1 }),
        unique("api_tokens", "digest", doc! { "digest": 1 }),
        unique("codes", "digest", doc! { "digest": 1 }),
        unique("apps", "app_id", doc! { "app_id": 1 }),
        list(
            "apps",
            "owner",
            doc! { "user_id": 1, "created_at": 1, "app_id": 1 },
        ),
        list("apps", "age", doc! { "created_at": -1, "app_id": -1 }),
        list("apps", "deletion", doc! { "desired": 1, "deleted_at": 1 }),
        list("apps", "latest", doc! { "latest._id": 1 }),
        list("apps", "reconcile", doc! { "removal_finished": 1, "app_id": 1 }),
        list("deployments", "app", doc! { "app_id": 1, "_id": 1 }),
        list("deployments", "revision", doc! { "revision": 1 }),
        list("labels", "app", doc! { "app_id": 1 }),
        unique("databases", "name", doc! { "user_id": 1, "name_key": 1 }),
        (
            "templates",
            "name",
            doc! { "user_id": 1, "name_key": 1 },
            true,
            Some(doc! { "is_removed": false }),
        ),
        list("audit", "actor", doc! { "actor": 1, "_id": 1 }),
        list("audit", "target", doc! { "target": 1, "_id": 1 }),
        list("idempotency_keys", "owner", doc! { "user_id": 1 }),
        list("idempotency_keys", "end", doc! { "expires_at": 1 }),
    ]
}

/// Makes the collections and indexes that are missing, all at once: the server waits for its disk in each.
pub(super) async fn create(collections: &Collections) -> Outcome<()> {
    let indexes = all();
    let there = collections.database().list_collection_names().await?;
    let each = NAMES.iter().map(async |name| {
        let models: Vec<_> = indexes
            .iter()
            .filter(|index| index.0 == *name)
            .map(model)
            .collect();
        if !models.is_empty() {
            collections.raw(name).create_indexes(models).await?;
        } else if !there.iter().any(|existing| existing == name) {
            // A transaction would make it by itself, but of two at once one would fail.
            collections.database().create_collection(*name).await?;
        }
        Ok(())
    });
    try_join_all(each).await.map(drop)
}

fn model((_, name, keys, unique, partial): &Index) -> IndexModel {
    let options = IndexOptions::builder()
        .name((*name).to_owned())
        .unique(*unique)
        .partial_filter_expression(partial.clone())
        .build();
    IndexModel::builder().keys(keys.clone()).options(options).build()
}

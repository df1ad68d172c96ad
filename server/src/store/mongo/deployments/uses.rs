//! What an app's deployments tell of its revisions.

use fp_contract::Timestamp;
use futures_util::TryStreamExt as _;
use mongodb::bson::{Document, deserialize_from_document, doc};
use serde::Deserialize;

use crate::store::mongo::collections::Collections;
use crate::store::mongo::fault::Outcome;
use crate::store::mongo::values::{optional_time, time};
use crate::store::{AppId, Page, RevisionUse, UserId};

/// A group of deployments of one revision.
#[derive(Deserialize)]
struct Use {
    #[serde(rename = "_id")]
    revision: String,
    #[serde(with = "time")]
    first_at: Timestamp,
    #[serde(with = "time")]
    last_at: Timestamp,
    author: Option<UserId>,
    #[serde(default, with = "optional_time")]
    live_at: Option<Timestamp>,
}

/// The revisions that the app had deployed, the one deployed last first.
pub(super) async fn list(collections: &Collections, id: &AppId, page: &Page) -> Outcome<Vec<RevisionUse>> {
    let mut place = doc! {};
    if let Some(after) = &page.after {
        let last = collections
            .deployments()
            .find_one(doc! { "app_id": &id.0, "revision": after })
            .sort(doc! { "_id": -1 })
            .await?;
        let Some(last) = last else { return Ok(Vec::new()) };
        place.insert("newest", doc! { "$lt": last.id });
    }
    let part = [
        doc! { "$match": place },
        doc! { "$sort": { "newest": -1 } },
        doc! { "$limit": i64::from(page.limit) },
    ];
    read(collections, doc! { "app_id": &id.0 }, part).await
}

/// One of them.
pub(super) async fn find(
    collections: &Collections,
    id: &AppId,
    revision: String,
) -> Outcome<Option<RevisionUse>> {
    let uses = read(collections, doc! { "app_id": &id.0, "revision": revision }, []).await?;
    Ok(uses.into_iter().next())
}

async fn read(
    collections: &Collections,
    of: Document,
    part: impl IntoIterator<Item = Document>,
) -> Outcome<Vec<RevisionUse>> {
    let went_live = doc! { "$cond": [{ "$eq": ["$status", "live"] }, "$finished_at", null] };
    let grouped = [
        doc! { "$match": of },
        doc! { "$sort": { "_id": 1 } },
        doc! { "$group": {
            "_id": "$revision",
            "first_at": { "$min": "$created_at" },
            "last_at": { "$max": "$created_at" },
            "newest": { "$last": "$_id" },
            "author": { "$last": "$author" },
            "live_at": { "$max": went_live },
        } },
    ];
    let pipeline = grouped.into_iter().chain(part);
    let groups: Vec<Document> = collections
        .deployments()
        .aggregate(pipeline)
        .await?
        .try_collect()
        .await?;
    groups.into_iter().map(record).collect()
}

fn record(group: Document) -> Outcome<RevisionUse> {
    let group: Use = deserialize_from_document(group)?;
    Ok(RevisionUse {
        revision: group.revision,
        first_deployed_at: group.first_at,
        last_deployed_at: group.last_at,
        author: group.author,
        live_at: group.live_at,
    })
}

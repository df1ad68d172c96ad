//! One server at a time migrates: a document that is held for a while, and held on to while the work lasts.
//!
//! Times are the database server's own, so that clocks need not agree.

use std::time::{Duration, Instant};

use mongodb::bson::oid::ObjectId;
use mongodb::bson::{DateTime, Document, doc};
use tokio::task::JoinHandle;

use crate::store::mongo::collections::Collections;
use crate::store::mongo::fault::Outcome;
use crate::store::{Result, StoreError};

/// How long the lock is held without another word from its holder.
const LEASE: Duration = Duration::from_secs(30);
/// How often the holder says so.
const RENEWAL: Duration = Duration::from_secs(10);
/// How often one that waits looks.
const LOOK: Duration = Duration::from_millis(200);
/// How long one waits at most.
const PATIENCE: Duration = Duration::from_mins(5);
/// The identifier of the document.
const ID: &str = "migrations";

/// The lock, held.
pub(super) struct Lock {
    collections: Collections,
    holder: ObjectId,
    renewal: JoinHandle<()>,
}

impl Lock {
    /// Waits for the lock. One whose holder has not been heard of for 30 seconds is taken over.
    pub(super) async fn take(collections: &Collections) -> Result<Self> {
        let (begun, holder) = (Instant::now(), ObjectId::new());
        while !try_take(collections, holder).await? {
            if begun.elapsed() > PATIENCE {
                return Err(StoreError::Unavailable(
                    "another server has been migrating the record for five minutes".to_owned(),
                ));
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(Self {
            collections: collections.clone(),
            holder,
            renewal: tokio::spawn(renew(collections.clone(), holder)),
        })
    }

    /// Lets the next one in.
    pub(super) async fn release(self) {
        self.renewal.abort();
        let held = doc! { "_id": ID, "holder": self.holder };
        let over = doc! { "$set": { "expires_at": DateTime::from_millis(0) } };
        if let Err(error) = self.collections.raw("locks").update_one(held, over).await {
            tracing::warn!(%error, "the lock of the migrations ends by itself in {} s", LEASE.as_secs());
        }
    }
}

/// Makes the document unless it is there, then takes it if its time is over: one of two that try does.
async fn try_take(collections: &Collections, holder: ObjectId) -> Outcome<bool> {
    let locks = collections.raw("locks");
    locks
        .update_one(
            doc! { "_id": ID },
            doc! { "$setOnInsert": { "expires_at": DateTime::from_millis(0) } },
        )
        .upsert(true)
        .await?;
    let over = doc! { "_id": ID, "$expr": { "$lt": ["$expires_at", "$$NOW"] } };
    let taken = locks.update_one(over, vec![held_by(holder)]).await?;
    Ok(taken.matched_count > 0)
}

async fn renew(collections: Collections, holder: ObjectId) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        let held = doc! { "_id": ID, "holder": holder };
        let renewed = collections
            .raw("locks")
            .update_one(held, vec![held_by(holder)])
            .await;
        if let Err(error) = renewed {
            tracing::warn!(%error, "the lock of the migrations could not be renewed");
        }
    }
}

fn held_by(holder: ObjectId) -> Document {
    let lease = i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX);
    doc! { "$set": { "holder": holder, "expires_at": { "$add": ["$$NOW", lease] } } }
}

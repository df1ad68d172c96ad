//! A database as its owner sees it, with its size as the server counted it a moment ago.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use fp_contract::database::Database;

use super::{DatabaseState, Databases};
use crate::databases::Size;
use crate::platform::error::Result;
use crate::store::{DatabaseRecord, UserId};

/// How long a size is not asked for again.
const FRESH: Duration = Duration::from_secs(3);
/// Bytes of a MiB.
const MEBIBYTE: f64 = 1_048_576.0;

/// Sizes of databases by their name on the server.
#[derive(Debug, Default)]
pub(super) struct Sizes(Mutex<HashMap<String, (Instant, Size)>>);

impl Sizes {
    fn fresh(&self, database: &str) -> Option<Size> {
        let sizes = self.lock();
        let (at, size) = sizes.get(database)?;
        (at.elapsed() < FRESH).then_some(*size)
    }

    fn keep(&self, database: &str, size: Size) {
        let mut sizes = self.lock();
        sizes.retain(|_, (at, _)| at.elapsed() < FRESH);
        sizes.insert(database.to_owned(), (Instant::now(), size));
    }

    /// The next look asks the server.
    pub(super) fn forget(&self, database: &str) {
        self.lock().remove(database);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Instant, Size)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Databases {
    /// How much is in a database; nothing in one that is not made yet.
    pub(super) async fn size(&self, database: &DatabaseRecord) -> Result<Size> {
        if database.state == DatabaseState::Provisioning {
            return Ok(Size::default());
        }
        if let Some(size) = self.shared.sizes.fresh(&database.mongo_database) {
            return Ok(size);
        }
        let size = self.engine().size(&database.mongo_database).await?;
        self.shared.sizes.keep(&database.mongo_database, size);
        Ok(size)
    }
}

/// The database as its owner sees it now.
pub(super) async fn now(databases: &Databases, user: &UserId, id: &str) -> Result<Database> {
    let database = databases.find(user, id).await?;
    // What is known of it does not depend on whether the server can be reached.
    let size = databases.size(&database).await.unwrap_or_default();
    Ok(shown(&database, size))
}

/// The database with its size.
pub(super) fn shown(database: &DatabaseRecord, size: Size) -> Database {
    Database {
        id: database.id.clone(),
        name: database.name.clone(),
        description: database.description.clone(),
        is_default: database.is_default,
        mongo_database: database.mongo_database.clone(),
        created_at: database.created_at,
        total_collections: size.collections,
        total_documents: size.documents,
        total_size_mb: mebibytes(size.bytes),
        state: match database.state {
            DatabaseState::Provisioning => "provisioning",
            DatabaseState::Ready => "ready",
            DatabaseState::Dropping => "dropping",
        }
        .to_owned(),
    }
}

/// Bytes in MiB, to two decimals.
pub(super) fn mebibytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "two decimals are kept")]
    let mebibytes = bytes as f64 / MEBIBYTE;
    (mebibytes * 100.0).round() / 100.0
}

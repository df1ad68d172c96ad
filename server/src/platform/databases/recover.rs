//! Finishing what an earlier server left half done.

use std::time::Duration;

use super::{DatabaseState, Databases};
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::DatabaseRecord;

/// The first and the longest wait before what failed is tried again.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// Drops what was being dropped and makes what was being made, until nothing of either is left.
///
/// A server that is started on demand is not started to make what nobody uses: that is done at its first use.
pub async fn recover(platform: &Platform) {
    let mut wait = FIRST_WAIT;
    while let Err(error) = finish(&platform.databases).await {
        tracing::warn!(%error, "databases are left half made or half dropped; trying again later");
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

async fn finish(databases: &Databases) -> Result<()> {
    let mut result = Ok(());
    for database in databases.store().all_databases().await? {
        if let Err(error) = databases.finish_one(database).await {
            result = Err(error);
        }
    }
    result
}

impl Databases {
    async fn finish_one(&self, database: DatabaseRecord) -> Result<()> {
        match database.state {
            DatabaseState::Ready => Ok(()),
            DatabaseState::Dropping => {
                self.engine().available()?;
                let _turn = self.turn(&database.mongo_database).await;
                self.drop_now(&database).await
            }
            DatabaseState::Provisioning => {
                if self.engine().starts_on_demand() || self.engine().available().is_err() {
                    return Ok(());
                }
                self.ready(database).await.map(|_| ())
            }
        }
    }
}

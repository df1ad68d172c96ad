//! The `SQLite` engine of the store: one file, one writer thread, a few readers.
//!
//! Write-ahead logging lets readers go on beside the writer; `synchronous=FULL` makes what was acknowledged survive a
//! power cut. Knows nothing but the port above it.

mod api_tokens;
mod apps;
mod audit;
mod codes;
mod columns;
mod databases;
mod deployments;
mod drafts;
mod error;
mod idempotency;
mod migrations;
mod paging;
mod sessions;
mod switches;
mod templates;
mod transfer;
mod users;
mod workers;

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::{Result, Store, StoreError};
use workers::Workers;

/// Connections that read; more than the processors of a small machine buy nothing.
const READERS: usize = 4;
/// How long to wait for another process that holds the file, such as a backup.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Prepared statements kept per connection.
const STATEMENTS: usize = 128;

/// The record in one `SQLite` file.
#[derive(Debug)]
pub struct SqliteStore {
    writer: Workers,
    readers: Workers,
}

impl SqliteStore {
    /// Opens the file, makes it (readable by its owner alone) if there is none, and brings its schema up to date.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        create_private(path)
            .map_err(|error| StoreError::Engine(format!("cannot open {}: {error}", path.display())))?;
        let mut writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        writer.pragma_update(None, "synchronous", "FULL")?;
        migrations::migrate(&mut writer)?;
        let readers = (0..READERS)
            .map(|_| connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY))
            .collect::<Result<_>>()?;
        Ok(Self {
            writer: Workers::start("fp-store-write", vec![writer])?,
            readers: Workers::start("fp-store-read", readers)?,
        })
    }

    async fn read<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.readers.run(move |connection| job(connection)).await
    }

    /// Runs `job` in a transaction: all of it or, when it fails, nothing.
    async fn write<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    {
        self.writer
            .run(move |connection| in_transaction(connection, job))
            .await
    }
}

fn in_transaction<T>(
    connection: &mut Connection,
    job: impl FnOnce(&Transaction<'_>) -> Result<T>,
) -> Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let answer = job(&transaction)?;
    transaction.commit()?;
    Ok(answer)
}

/// Makes the file and its folder if they are missing; `SQLite` gives its side files the same mode.
fn create_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map(drop)
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

#[async_trait]
impl Store for SqliteStore {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    async fn ping(&self) -> Result<()> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT 1 FROM migrations LIMIT 1")?
                .query_row([], |_| Ok(()))?;
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
mod tests;

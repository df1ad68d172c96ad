//! The `SQLite` engine of the store: one file, one writer thread, a few readers.
//!
//! Write-ahead logging lets readers go on beside the writer; `synchronous=FULL` makes what was acknowledged survive a
//! power cut. Knows nothing but the port above it.

mod apps;
mod columns;
mod deployments;
mod drafts;
mod error;
mod migrations;
mod settings;
mod users;
mod workers;

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use fp_contract::deployment::{Deployment, Failure, Stage};
use fp_contract::revision::Revision;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::{
    AppId, AppRecord, DeploymentEnd, Desired, Draft, DraftChange, NewApp, NewDeployment, Result,
    SettingsChange, Store, StoreError, UserId, UserRecord,
};
use workers::Workers;

/// Connections that read; more than the processors of a small machine buy nothing.
const READERS: usize = 4;
/// How long to wait for another process that holds the file, such as a backup.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Prepared statements kept per connection.
const STATEMENTS: usize = 64;

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
            .run(move |connection| {
                let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let answer = job(&transaction)?;
                transaction.commit()?;
                Ok(answer)
            })
            .await
    }
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
        self.read(|connection| users::count(connection).map(drop)).await
    }

    async fn create_user(&self, user: &UserRecord, first: bool) -> Result<()> {
        let user = user.clone();
        self.write(move |transaction| users::create(transaction, &user, first))
            .await
    }

    async fn user_by_name(&self, username: &str) -> Result<Option<UserRecord>> {
        let username = username.to_owned();
        self.read(move |connection| users::by_name(connection, &username))
            .await
    }

    async fn user(&self, id: &UserId) -> Result<Option<UserRecord>> {
        let id = id.clone();
        self.read(move |connection| users::by_id(connection, &id)).await
    }

    async fn count_users(&self) -> Result<u64> {
        self.read(users::count).await
    }

    async fn create_app(&self, app: &NewApp, deployment: Option<&NewDeployment>) -> Result<AppRecord> {
        let (app, deployment) = (app.clone(), deployment.cloned());
        self.write(move |transaction| {
            apps::create(transaction, &app)?;
            if let Some(deployment) = &deployment {
                deployments::create(transaction, deployment)?;
            }
            apps::get(transaction, &app.id)
        })
        .await
    }

    async fn app(&self, id: &AppId) -> Result<Option<AppRecord>> {
        let id = id.clone();
        self.read(move |connection| apps::find(connection, &id)).await
    }

    async fn apps_of(&self, user: &UserId) -> Result<Vec<AppRecord>> {
        let user = user.clone();
        self.read(move |connection| apps::of_user(connection, &user))
            .await
    }

    async fn apps_to_reconcile(&self) -> Result<Vec<AppRecord>> {
        self.read(apps::to_reconcile).await
    }

    async fn change_settings(&self, id: &AppId, change: &SettingsChange) -> Result<AppRecord> {
        let (id, change) = (id.clone(), change.clone());
        self.write(move |transaction| apps::change_settings(transaction, &id, &change))
            .await
    }

    async fn set_desired(&self, id: &AppId, desired: Desired) -> Result<AppRecord> {
        let id = id.clone();
        self.write(move |transaction| apps::set_desired(transaction, &id, desired))
            .await
    }

    async fn finish_removal(&self, id: &AppId) -> Result<()> {
        let id = id.clone();
        self.write(move |transaction| apps::finish_removal(transaction, &id))
            .await
    }

    async fn touch_app(&self, id: &AppId) -> Result<()> {
        let id = id.clone();
        self.write(move |transaction| apps::touch(transaction, &id)).await
    }

    async fn set_failure(&self, id: &AppId, failure: Option<&Failure>) -> Result<AppRecord> {
        let (id, failure) = (id.clone(), failure.cloned());
        self.write(move |transaction| apps::set_failure(transaction, &id, failure.as_ref()))
            .await
    }

    async fn draft(&self, id: &AppId) -> Result<Draft> {
        let id = id.clone();
        self.read(move |connection| drafts::find(connection, &id)).await
    }

    async fn save_draft(&self, id: &AppId, change: &DraftChange) -> Result<AppRecord> {
        let (id, change) = (id.clone(), change.clone());
        self.write(move |transaction| {
            drafts::save(transaction, &id, &change)?;
            apps::get(transaction, &id)
        })
        .await
    }

    async fn revision(&self, id: &str) -> Result<Option<Revision>> {
        let id = id.to_owned();
        self.read(move |connection| deployments::revision(connection, &id))
            .await
    }

    async fn create_deployment(&self, deployment: &NewDeployment) -> Result<(AppRecord, Deployment)> {
        let deployment = deployment.clone();
        self.write(move |transaction| deployments::create(transaction, &deployment))
            .await
    }

    async fn deployment(&self, id: &str) -> Result<Option<Deployment>> {
        let id = id.to_owned();
        self.read(move |connection| deployments::find(connection, &id))
            .await
    }

    async fn deployments_of(&self, id: &AppId, limit: u32) -> Result<Vec<Deployment>> {
        let id = id.clone();
        self.read(move |connection| deployments::of_app(connection, &id, limit))
            .await
    }

    async fn write_stages(&self, id: &str, stages: &[Stage]) -> Result<()> {
        let (id, stages) = (id.to_owned(), stages.to_vec());
        self.write(move |transaction| deployments::write_stages(transaction, &id, &stages))
            .await
    }

    async fn end_deployment(&self, id: &str, end: &DeploymentEnd) -> Result<(AppRecord, Deployment)> {
        let (id, end) = (id.to_owned(), end.clone());
        self.write(move |transaction| deployments::end(transaction, &id, &end))
            .await
    }

    async fn setting(&self, name: &str) -> Result<Option<String>> {
        let name = name.to_owned();
        self.read(move |connection| settings::find(connection, &name))
            .await
    }

    async fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.write(move |transaction| settings::set(transaction, &name, &value))
            .await
    }
}

#[cfg(test)]
mod tests;

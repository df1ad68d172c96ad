//! The engines the contract runs on.

use std::sync::Arc;

use async_trait::async_trait;
use fp_server::store::Store;
use fp_server::store::cached::Cached;
use fp_server::store::mongo::MongoStore;
use fp_server::store::sqlite::SqliteStore;
use tempfile::TempDir;

use crate::mongo;

/// A place for one fresh store.
#[async_trait]
pub(crate) trait Engine: Send + Sync + Sized {
    /// A fresh place; `None`, with a line that says why, where the engine cannot run.
    async fn start() -> Option<Self>;

    /// Opens the store at this place; again and again, as after a restart.
    async fn open(&self) -> Arc<dyn Store>;

    /// What another process needs to open the same store with [`open_at`].
    fn address(&self) -> String;
}

/// Opens a store by the address its engine gave.
pub(crate) async fn open_at(address: &str) -> Arc<dyn Store> {
    match address.split_once(':') {
        Some(("sqlite", path)) => Arc::new(SqliteStore::open(path).unwrap()),
        Some(("mongodb", rest)) => Arc::new(mongo_store(&format!("mongodb:{rest}")).await),
        _ => panic!("no engine for {address}"),
    }
}

/// `SQLite` in a folder of its own.
pub(crate) struct Sqlite {
    folder: TempDir,
}

#[async_trait]
impl Engine for Sqlite {
    async fn start() -> Option<Self> {
        Some(Self {
            folder: tempfile::tempdir().unwrap(),
        })
    }

    async fn open(&self) -> Arc<dyn Store> {
        open_at(&self.address()).await
    }

    fn address(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("fp.sqlite").display())
    }
}

/// The same with the memory that the server puts before its engine.
pub(crate) struct CachedSqlite(Sqlite);

#[async_trait]
impl Engine for CachedSqlite {
    async fn start() -> Option<Self> {
        Sqlite::start().await.map(Self)
    }

    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(Cached::new(self.0.open().await))
    }

    fn address(&self) -> String {
        self.0.address()
    }
}

/// A database of its own on the `mongod` that all tests share.
pub(crate) struct Mongo {
    uri: String,
}

#[async_trait]
impl Engine for Mongo {
    async fn start() -> Option<Self> {
        let shared = tokio::task::spawn_blocking(mongo::Mongo::shared).await.unwrap()?;
        Some(Self {
            uri: shared.uri_of(&mongo::fresh_name()),
        })
    }

    async fn open(&self) -> Arc<dyn Store> {
        open_at(&self.address()).await
    }

    fn address(&self) -> String {
        self.uri.clone()
    }
}

/// The store in the database that the URI names.
async fn mongo_store(uri: &str) -> MongoStore {
    let path = uri.rsplit_once('/').unwrap().1;
    let database = path.split('?').next().unwrap();
    MongoStore::open(uri, database, Arc::new(|_, env| env.clone()))
        .await
        .unwrap()
}

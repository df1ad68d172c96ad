//! The engines the contract runs on.

use std::sync::Arc;

use async_trait::async_trait;
use fp_server::store::Store;
use fp_server::store::sqlite::SqliteStore;
use tempfile::TempDir;

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
pub(crate) fn open_at(address: &str) -> Arc<dyn Store> {
    match address.split_once(':') {
        Some(("sqlite", path)) => Arc::new(SqliteStore::open(path).unwrap()),
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
        open_at(&self.address())
    }

    fn address(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("fp.sqlite").display())
    }
}

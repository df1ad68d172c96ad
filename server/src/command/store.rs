//! Which engine keeps the record: by address, such as `sqlite:/var/lib/fp/fp.sqlite3` or `mongodb://host/database`.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fp_server::config::Options;
use fp_server::platform::vault::Vault;
use fp_server::store::mongo::{DATABASE, MongoStore, SealEnv};
use fp_server::store::sqlite::SqliteStore;
use fp_server::store::{Store, StoreError};

/// How long a server that starts waits for a `MongoDB` that does not answer yet.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where a record is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// One database of a replica set.
    Mongo {
        /// How to reach it, with the password.
        uri: String,
        /// Which database.
        database: String,
    },
    /// One file.
    Sqlite(PathBuf),
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => std::path::absolute(path)
                .map(Self::Sqlite)
                .map_err(|error| error.to_string()),
            Some(("mongodb" | "mongodb+srv", _)) => Ok(Self::Mongo {
                uri: text.to_owned(),
                database: path_of(text).unwrap_or(DATABASE).to_owned(),
            }),
            _ => Err("a store is named sqlite:PATH or mongodb://HOST/DATABASE".to_owned()),
        }
    }
}

/// The database that a URI names in its path.
fn path_of(uri: &str) -> Option<&str> {
    let hosts_and_path = uri.split_once("://")?.1.split('?').next()?;
    hosts_and_path
        .rsplit_once('/')
        .map(|(_, path)| path)
        .filter(|path| !path.is_empty())
}

/// The hosts that a URI names, without login and options.
fn hosts_of(uri: &str) -> &str {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let hosts = rest.split(['/', '?']).next().unwrap_or_default();
    hosts.rsplit_once('@').map_or(hosts, |(_, hosts)| hosts)
}

/// The address without a password.
impl std::fmt::Display for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Mongo { uri, database } => write!(formatter, "mongodb://{}/{database}", hosts_of(uri)),
            Self::Sqlite(path) => write!(formatter, "sqlite:{}", path.display()),
        }
    }
}

impl Address {
    /// The folder whose server would use this store, where that can be told from the address.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match self {
            Self::Mongo { .. } => None,
            Self::Sqlite(path) => path.parent(),
        }
    }
}

/// The store that the server with these options uses.
pub(crate) fn configured(options: &Options, data_dir: &Path) -> Result<Address, String> {
    if options.store() == "mongodb" {
        let uri = options.mongo_uri.clone();
        return Ok(Address::Mongo {
            uri: uri.ok_or(
                "FP_STORE is mongodb and MONGO_URI is not set\nhint: set it to the URI of a replica set",
            )?,
            database: options.mongo_database.clone(),
        });
    }
    Ok(Address::Sqlite(data_dir.join("fp.sqlite3")))
}

/// Opens the store, which is made when there is none. Variables that the existing platform keeps in clear are sealed with
/// `vault`.
pub(crate) async fn open(address: &Address, vault: &Vault) -> Result<Arc<dyn Store>, String> {
    match address {
        Address::Mongo { uri, database } => {
            let vault = vault.clone();
            let seal_env: Arc<SealEnv> = Arc::new(move |app_id, env| vault.seal_all(app_id, env));
            Ok(Arc::new(open_mongo(uri, database, seal_env).await?))
        }
        Address::Sqlite(path) => {
            let path = path.clone();
            // Opening may have to write the schema.
            let opened = tokio::task::spawn_blocking(move || SqliteStore::open(path));
            let store = opened.await.map_err(|error| error.to_string())?;
            Ok(Arc::new(store.map_err(|error| error.to_string())?))
        }
    }
}

/// Waits a while for a server that is being started beside this one.
async fn open_mongo(uri: &str, database: &str, seal_env: Arc<SealEnv>) -> Result<MongoStore, String> {
    let begun = Instant::now();
    loop {
        match MongoStore::open(uri, database, seal_env.clone()).await {
            Err(StoreError::Unavailable(reason)) if begun.elapsed() < PATIENCE => {
                tracing::warn!("waiting for MongoDB at {}: {reason}", hosts_of(uri));
            }
            opened => return opened.map_err(|error| error.to_string()),
        }
    }
}

/// Opens a store that is there; one is not made for a name that was mistyped.
pub(crate) async fn open_existing(address: &Address, vault: &Vault) -> Result<Arc<dyn Store>, String> {
    if let Address::Sqlite(path) = address
        && !path.is_file()
    {
        return Err(format!("there is no store at {address}"));
    }
    open(address, vault).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mongodb_address_names_its_database_and_never_shows_a_password() {
        let shown = |text: &str| text.parse::<Address>().unwrap().to_string();
        let uri = "mongodb://root:p%40ss@one:1,two:2/records?authSource=admin&replicaSet=rs0";
        assert_eq!(shown(uri), "mongodb://one:1,two:2/records");
        assert_eq!(
            shown("mongodb://one/?replicaSet=rs0"),
            format!("mongodb://one/{DATABASE}")
        );
        assert_eq!(shown("mongodb://one"), format!("mongodb://one/{DATABASE}"));
    }
}

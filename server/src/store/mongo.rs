//! The `MongoDB` engine of the store: one database of a replica set, that of the existing platform by default.
//!
//! What is acknowledged is in the journal of a majority; records that move together move in a transaction; no call takes
//! longer than ten seconds. Knows nothing but the port above it.

mod api_tokens;
mod apps;
mod audit;
mod codes;
mod collections;
mod databases;
mod deployments;
mod drafts;
mod fault;
mod idempotency;
mod indexes;
mod migrations;
mod sessions;
mod switches;
mod templates;
mod transfer;
mod users;
mod values;
mod work;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use mongodb::Client;
use mongodb::bson::doc;
use mongodb::options::{ClientOptions, ReadConcern, ReadPreference, SelectionCriteria};

use super::{AppId, Result, SealedEnv, Store, StoreError};
use collections::Collections;
use fault::{Fault, Outcome};
use migrations::Migrations;
use work::Steps;

/// The database the existing platform uses, whatever its URI says.
pub const DATABASE: &str = "fastapi_platform_db";
/// How long to look for a primary before a call fails: an election takes less.
const SERVER_SELECTION: Duration = Duration::from_secs(5);
/// Connections to one server at most, unless the URI says otherwise.
const CONNECTIONS: u32 = 32;

/// Seals the environment variables that the existing platform keeps in clear.
pub type SealEnv = dyn Fn(&AppId, &BTreeMap<String, String>) -> SealedEnv + Send + Sync;

/// The record in one database of a replica set.
#[derive(Debug)]
pub struct MongoStore {
    collections: Collections,
}

impl MongoStore {
    /// Connects, and brings the database to the present schema: records of the existing platform are taken over in place,
    /// their environment variables sealed with `seal_env`.
    ///
    /// `Unavailable` when no primary answers within five seconds.
    pub async fn open(uri: &str, database: &str, seal_env: Arc<SealEnv>) -> Result<Self> {
        let client = connect(uri).await?;
        let collections = Collections::new(client.database(database));
        require_replica_set(&collections).await?;
        Migrations::new(collections.clone(), seal_env).run().await?;
        Ok(Self { collections })
    }

    /// Runs a job that is one operation, or reads alone.
    async fn run<T, F, J>(&self, job: J) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Outcome<T>> + Send + 'static,
        J: FnOnce(Collections) -> F,
    {
        work::bounded(job(self.collections.clone())).await
    }

    /// Runs the steps in a transaction: all of it or, when one fails, nothing.
    async fn transact<I, T>(&self, input: I, steps: Steps<I, T>) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        work::bounded(work::in_transaction(self.collections.clone(), input, steps)).await
    }
}

async fn connect(uri: &str) -> Result<Client> {
    let mut options = ClientOptions::parse(uri)
        .await
        .map_err(|error| StoreError::Engine(format!("MONGO_URI cannot be used: {error}")))?;
    options.app_name.get_or_insert_with(|| "fp-server".to_owned());
    options.max_pool_size.get_or_insert(CONNECTIONS);
    options.server_selection_timeout = Some(SERVER_SELECTION);
    options.connect_timeout = Some(SERVER_SELECTION);
    options.retry_reads = Some(true);
    options.retry_writes = Some(true);
    options.read_concern = Some(ReadConcern::majority());
    options.write_concern = Some(work::durable());
    options.selection_criteria = Some(SelectionCriteria::ReadPreference(ReadPreference::Primary));
    Ok(Client::with_options(options).map_err(Fault::from)?)
}

/// Only a replica set, or a cluster of them, has transactions.
async fn require_replica_set(collections: &Collections) -> Result<()> {
    let database = collections.database().clone();
    let hello = work::bounded(async move { Ok(database.run_command(doc! { "hello": 1 }).await?) }).await?;
    if hello.contains_key("setName") || hello.get_str("msg").is_ok_and(|kind| kind == "isdbgrid") {
        return Ok(());
    }
    Err(StoreError::Engine(
        "this MongoDB is a single server without transactions\nhint: start mongod with --replSet and run rs.initiate() once"
            .to_owned(),
    ))
}

#[async_trait]
impl Store for MongoStore {
    fn name(&self) -> &'static str {
        "mongodb"
    }

    async fn ping(&self) -> Result<()> {
        self.run(async |collections: Collections| {
            collections.database().run_command(doc! { "ping": 1 }).await?;
            Ok(())
        })
        .await
    }
}

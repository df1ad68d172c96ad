//! The engine of tenant databases: a `MongoDB` server with access control.
//!
//! Reading order: `place` (where the server is), `clients` (connections), `logins` (made and removed by the platform's own
//! login), `explorer` (what a tenant's login reads and writes), `error`.

mod clients;
mod error;
mod explorer;
mod logins;
mod mongod;
mod place;

use std::time::Duration;

use async_trait::async_trait;
use mongodb::Client;
use mongodb::bson::{Bson, Document};

use super::{
    Address, AddressError, CollectionSize, DatabaseError, Found, Login, Query, Result, Selector, SharedLogin,
    Size, TenantDatabases,
};
use clients::Clients;
use error::unanswered;
use place::Place;

pub use mongod::{Mongod, find_mongod};

/// Longest time for anything that is asked of the server, connecting included.
const PATIENCE: Duration = Duration::from_secs(20);

/// Tenant databases on a `MongoDB` server.
#[derive(Debug)]
pub struct MongoDatabases {
    place: Place,
    clients: Clients,
}

impl MongoDatabases {
    /// The server at this connection string, whose login may make and remove logins.
    pub fn at(uri: &str) -> std::result::Result<Self, AddressError> {
        Ok(Self::of(Place::given(uri)?))
    }

    /// A server of this platform's own, started when something needs it.
    pub fn private(mongod: Mongod) -> Self {
        Self::of(Place::Private(Box::new(mongod)))
    }

    fn of(place: Place) -> Self {
        Self {
            place,
            clients: Clients::default(),
        }
    }

    /// A connection of the platform's own login.
    async fn admin(&self) -> Result<Client> {
        self.clients.admin(&self.place.admin_uri().await?).await
    }

    /// A connection of a tenant's login, by the very string its apps get.
    async fn tenant(&self, login: &Login) -> Result<Client> {
        let address = self.place.address().await?;
        self.clients.tenant(login, &uri_of(&address, login)?).await
    }
}

fn uri_of(address: &Address, login: &Login) -> Result<String> {
    address
        .uri(login)
        .map_err(|error| DatabaseError::Unverified(error.to_string()))
}

/// Gives up on a server that does not answer.
async fn patiently<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(PATIENCE, work)
        .await
        .unwrap_or_else(|_| Err(unanswered(PATIENCE)))
}

#[async_trait]
impl TenantDatabases for MongoDatabases {
    fn available(&self) -> Result<()> {
        match &self.place {
            Place::Given { .. } => Ok(()),
            Place::Private(mongod) => mongod.program().map(|_| ()),
        }
    }

    fn starts_on_demand(&self) -> bool {
        matches!(self.place, Place::Private(_))
    }

    async fn provision(&self, login: &Login) -> Result<()> {
        let admin = self.admin().await?;
        patiently(logins::make(&admin, login)).await?;
        self.clients.forget(&login.name);
        let tenant = self.tenant(login).await?;
        patiently(logins::try_out(&tenant, login)).await
    }

    async fn provision_shared(&self, login: &SharedLogin) -> Result<()> {
        let admin = self.admin().await?;
        patiently(logins::make_shared(&admin, login)).await?;
        self.clients.forget(&login.name);
        for database in &login.databases {
            let on_one = login.on(database);
            let client = clients::connect_once(&self.uri(&on_one).await?).await?;
            patiently(logins::try_out_shared(&client, &on_one)).await?;
        }
        Ok(())
    }

    async fn lets_in(&self, login: &Login) -> Result<bool> {
        let client = clients::connect_once(&self.uri(login).await?).await?;
        match patiently(logins::use_once(&client, login)).await {
            Ok(()) => Ok(true),
            Err(DatabaseError::LoginRefused { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn drop(&self, login: &Login) -> Result<()> {
        let admin = self.admin().await?;
        patiently(logins::make_dropper(&admin, login)).await?;
        self.clients.forget(&login.name);
        let client = clients::connect_once(&self.uri(login).await?).await?;
        patiently(logins::drop_database(&client, login)).await?;
        patiently(logins::remove(&admin, &login.name)).await
    }

    async fn forget_login(&self, name: &str) -> Result<()> {
        let admin = self.admin().await?;
        self.clients.forget(name);
        patiently(logins::remove(&admin, name)).await
    }

    async fn uri(&self, login: &Login) -> Result<String> {
        uri_of(&self.place.address().await?, login)
    }

    async fn size(&self, database: &str) -> Result<Size> {
        let client = self.admin().await?;
        patiently(explorer::size(&client, database)).await
    }

    async fn collections(&self, login: &Login) -> Result<Vec<CollectionSize>> {
        let client = self.tenant(login).await?;
        patiently(explorer::collections(&client, login)).await
    }

    async fn indexes(&self, login: &Login, collection: &str) -> Result<Vec<Document>> {
        let client = self.tenant(login).await?;
        patiently(explorer::indexes(&client, login, collection)).await
    }

    async fn find(&self, login: &Login, collection: &str, query: &Query) -> Result<Found> {
        let client = self.tenant(login).await?;
        patiently(explorer::find(&client, login, collection, query)).await
    }

    async fn insert(&self, login: &Login, collection: &str, document: &Document) -> Result<Bson> {
        let client = self.tenant(login).await?;
        patiently(explorer::insert(&client, login, collection, document)).await
    }

    async fn replace(
        &self,
        login: &Login,
        collection: &str,
        selector: &Selector,
        document: &Document,
        expected: Option<&Document>,
    ) -> Result<Document> {
        let client = self.tenant(login).await?;
        patiently(explorer::replace(
            &client, login, collection, selector, document, expected,
        ))
        .await
    }

    async fn delete(&self, login: &Login, collection: &str, selector: &Selector) -> Result<()> {
        let client = self.tenant(login).await?;
        patiently(explorer::delete(&client, login, collection, selector)).await
    }

    async fn shut_down(&self) {
        self.clients.forget_all();
        self.place.shut_down().await;
    }
}

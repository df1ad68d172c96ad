//! The engine of a server that has no `MongoDB`: it says so, and how to get one.

use async_trait::async_trait;
use mongodb::bson::{Bson, Document};

use super::{
    CollectionSize, DatabaseError, Found, Login, Query, Result, Selector, SharedLogin, Size, TenantDatabases,
};

/// No tenant databases, for a reason.
#[derive(Clone, Debug)]
pub struct NoDatabases {
    reason: String,
}

impl NoDatabases {
    /// Every method answers with this reason.
    pub fn because(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }

    fn refuse<T>(&self) -> Result<T> {
        Err(DatabaseError::Unavailable(self.reason.clone()))
    }
}

#[async_trait]
impl TenantDatabases for NoDatabases {
    fn available(&self) -> Result<()> {
        self.refuse()
    }

    fn starts_on_demand(&self) -> bool {
        false
    }

    async fn provision(&self, _: &Login) -> Result<()> {
        self.refuse()
    }

    async fn provision_shared(&self, _: &SharedLogin) -> Result<()> {
        self.refuse()
    }

    async fn lets_in(&self, _: &Login) -> Result<bool> {
        self.refuse()
    }

    async fn drop(&self, _: &Login) -> Result<()> {
        self.refuse()
    }

    async fn forget_login(&self, _: &str) -> Result<()> {
        self.refuse()
    }

    async fn uri(&self, _: &Login) -> Result<String> {
        self.refuse()
    }

    async fn size(&self, _: &str) -> Result<Size> {
        self.refuse()
    }

    async fn collections(&self, _: &Login) -> Result<Vec<CollectionSize>> {
        self.refuse()
    }

    async fn indexes(&self, _: &Login, _: &str) -> Result<Vec<Document>> {
        self.refuse()
    }

    async fn find(&self, _: &Login, _: &str, _: &Query) -> Result<Found> {
        self.refuse()
    }

    async fn insert(&self, _: &Login, _: &str, _: &Document) -> Result<Bson> {
        self.refuse()
    }

    async fn replace(
        &self,
        _: &Login,
        _: &str,
        _: &Selector,
        _: &Document,
        _: Option<&Document>,
    ) -> Result<Document> {
        self.refuse()
    }

    async fn delete(&self, _: &Login, _: &str, _: &Selector) -> Result<()> {
        self.refuse()
    }

    async fn shut_down(&self) {}
}

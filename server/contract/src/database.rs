//! Tenant databases and the documents in them.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::Timestamp;

/// A database of a user's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Database {
    /// `default` or 8 hex digits.
    pub id: String,
    /// The owner's name for it.
    pub name: String,
    /// The owner's words about it.
    pub description: Option<String>,
    /// Whether apps that name no database use it.
    pub is_default: bool,
    /// Its name on the server.
    pub mongo_database: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Collections in it.
    pub total_collections: u64,
    /// Documents in it.
    pub total_documents: u64,
    /// Size of its documents in MiB, to two decimals.
    pub total_size_mb: f64,
    /// How far it is: `provisioning` (made for real at its first use), `ready` or `dropping`.
    #[serde(default)]
    pub state: String,
}

/// `GET /api/databases`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DatabaseList {
    /// All databases of the user, oldest first.
    pub databases: Vec<Database>,
    /// Size of all of them in MiB.
    pub total_size_mb: f64,
    /// The one that apps use that name none.
    pub default_database_id: String,
    /// Whether there is a server for them; without one they cannot be used and their sizes are not known.
    #[serde(default)]
    pub available: bool,
    /// Why there is none, and how to get one.
    #[serde(default)]
    pub unavailable_reason: Option<String>,
    /// How many the user may have.
    #[serde(default)]
    pub limit: u32,
}

/// `POST /api/databases`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DatabaseCreate {
    /// The owner's name for it, unique among the owner's.
    pub name: String,
    /// The owner's words about it.
    #[serde(default)]
    pub description: Option<String>,
}

/// `PATCH /api/databases/{database_id}`; what is left out stays as it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct DatabaseUpdate {
    /// Another name.
    #[serde(default)]
    pub name: Option<String>,
    /// Other words about it.
    #[serde(default)]
    pub description: Option<String>,
    /// `true` makes it the one that apps use that name none; anything else changes nothing.
    #[serde(default)]
    pub is_default: Option<bool>,
}

/// How much is in a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CollectionStats {
    /// Its name.
    pub name: String,
    /// Documents in it.
    pub document_count: u64,
    /// Bytes of its documents.
    pub size_bytes: u64,
    /// Bytes of a document on average; absent where there is none.
    pub avg_doc_size: Option<u64>,
}

/// `GET /api/databases/{database_id}/collections`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DatabaseCollections {
    /// The database.
    pub database_id: String,
    /// Its owner's name for it.
    pub database_name: String,
    /// Its collections by name.
    pub collections: Vec<CollectionStats>,
    /// How many.
    pub total_collections: u64,
    /// Documents in all of them.
    pub total_documents: u64,
    /// Size of their documents in MiB.
    pub total_size_mb: f64,
}

/// `GET /api/database/stats`: the same of the default database, in the older shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DatabaseStats {
    /// Its name on the server.
    pub database_name: String,
    /// Collections in it.
    pub total_collections: u64,
    /// Documents in it.
    pub total_documents: u64,
    /// Bytes of its documents.
    pub total_size_bytes: u64,
    /// The same in MiB.
    pub total_size_mb: f64,
    /// Its collections by name.
    pub collections: Vec<CollectionStats>,
}

/// `GET /api/databases/{database_id}/{collection}/documents`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DocumentPage {
    /// The documents of this page.
    #[schema(value_type = Vec<Object>)]
    pub documents: Vec<Value>,
    /// How many match in all.
    pub total: u64,
    /// Which page, from 1.
    pub page: u32,
    /// Documents of a page.
    pub page_size: u32,
    /// Whether another page follows.
    pub has_more: bool,
}

/// A document to write, in extended JSON.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DocumentWrite {
    /// The document.
    #[schema(value_type = Object)]
    pub document: Value,
    /// The document as it was last seen; it is replaced only while it is still so.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<Object>)]
    pub expected: Option<Value>,
}

/// An explicit null is a value that no document equals, not an absent field.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A document as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DocumentReply {
    /// The document, in extended JSON.
    #[schema(value_type = Object)]
    pub document: Value,
}

/// `GET /api/databases/{database_id}/{collection}/indexes`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IndexList {
    /// The indexes as the server describes them, in extended JSON.
    #[schema(value_type = Vec<Object>)]
    pub indexes: Vec<Value>,
}

/// `POST /api/databases/{database_id}/connection`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DatabaseConnection {
    /// The connection string of the database's own login, password included.
    pub uri: String,
    /// The login.
    pub username: String,
    /// The database's name on the server.
    pub mongo_database: String,
}

/// `POST /api/databases/{database_id}/rotate`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DatabaseRotated {
    /// Always true: anything else is an error.
    pub success: bool,
    /// In words.
    pub message: String,
    /// The apps that are given the new password by a fresh instance.
    pub restarted_apps: Vec<String>,
}

/// A viewer for databases in a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Viewer {
    /// Its address.
    pub url: String,
    /// The name to sign in with.
    pub username: String,
    /// The password to sign in with, when it was just made.
    pub password: Option<String>,
    /// Whether `password` is there.
    pub password_provided: bool,
    /// Whether it answers.
    pub ready: bool,
    /// How its pod is.
    pub pod_status: Option<String>,
}

//! Documents read and written by their owner, with the database's own login.

use fp_contract::database::{DocumentPage, DocumentReply, DocumentWrite};
use mongodb::bson::{Bson, Document};
use serde_json::Value;

use super::DatabaseFailure;
use crate::databases::document::{Format, from_json, to_json};
use crate::databases::{Filter, Login, Query, Selector};
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::UserId;

/// Which documents a page shows, and how.
#[derive(Clone, Debug)]
pub struct DocumentQuery {
    /// Which page, from 1.
    pub page: u32,
    /// Documents of a page.
    pub page_size: u32,
    /// The field to sort by.
    pub sort_field: String,
    /// Whether the smallest comes first.
    pub ascending: bool,
    /// What documents must match, in extended JSON.
    pub filter: Option<String>,
    /// How they are written.
    pub format: Format,
}

/// A page of documents.
pub async fn documents(
    platform: &Platform,
    user: &UserId,
    id: &str,
    collection: &str,
    query: DocumentQuery,
) -> Result<DocumentPage> {
    let filter = match query.filter.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => Filter::parse(text).map_err(DatabaseFailure::from)?,
        None => Filter::default(),
    };
    let login = login(platform, user, id).await?;
    let skip = u64::from(query.page - 1) * u64::from(query.page_size);
    let asked = Query {
        filter: filter.0,
        sort_field: query.sort_field,
        ascending: query.ascending,
        skip,
        limit: query.page_size,
    };
    let found = platform
        .databases
        .engine()
        .find(&login, collection, &asked)
        .await?;
    Ok(DocumentPage {
        has_more: skip + (found.documents.len() as u64) < found.total,
        documents: found
            .documents
            .into_iter()
            .map(|document| to_json(document, query.format))
            .collect(),
        total: found.total,
        page: query.page,
        page_size: query.page_size,
    })
}

/// Adds a document; without an `_id` the server's kind of identifier is made for it.
pub async fn insert_document(
    platform: &Platform,
    user: &UserId,
    id: &str,
    collection: &str,
    request: DocumentWrite,
) -> Result<DocumentReply> {
    let mut document = parse(request.document)?;
    let login = login(platform, user, id).await?;
    let identifier = platform
        .databases
        .engine()
        .insert(&login, collection, &document)
        .await?;
    document.insert("_id", identifier);
    Ok(reply(document))
}

/// Replaces one document, all but its `_id`.
pub async fn replace_document(
    platform: &Platform,
    user: &UserId,
    id: &str,
    collection: &str,
    document_id: &str,
    request: DocumentWrite,
) -> Result<DocumentReply> {
    let document = parse(request.document)?;
    let expected = request.expected.map(parse).transpose()?;
    let selector = Selector::parse(document_id).map_err(DatabaseFailure::from)?;
    let login = login(platform, user, id).await?;
    let replaced = platform
        .databases
        .engine()
        .replace(&login, collection, &selector, &document, expected.as_ref())
        .await?;
    Ok(reply(replaced))
}

/// Deletes one document.
pub async fn delete_document(
    platform: &Platform,
    user: &UserId,
    id: &str,
    collection: &str,
    document_id: &str,
) -> Result<()> {
    let selector = Selector::parse(document_id).map_err(DatabaseFailure::from)?;
    let login = login(platform, user, id).await?;
    Ok(platform
        .databases
        .engine()
        .delete(&login, collection, &selector)
        .await?)
}

async fn login(platform: &Platform, user: &UserId, id: &str) -> Result<Login> {
    let databases = &platform.databases;
    let database = databases.find(user, id).await?;
    databases.engine().available()?;
    databases.ready(database).await
}

fn parse(value: Value) -> Result<Document> {
    match from_json(value) {
        Ok(Bson::Document(document)) => Ok(document),
        Ok(_) => Err(DatabaseFailure::Document("it is not an object".to_owned()).into()),
        Err(reason) => Err(DatabaseFailure::Document(reason).into()),
    }
}

fn reply(document: Document) -> DocumentReply {
    DocumentReply {
        document: to_json(document, Format::Extended),
    }
}

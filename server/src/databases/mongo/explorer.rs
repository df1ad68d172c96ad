//! What is read and written on a tenant's behalf, with the tenant's own login.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use mongodb::bson::{Bson, Document, RawDocumentBuf, doc};
use mongodb::error::{Error, ErrorKind, WriteFailure};
use mongodb::results::CollectionType;
use mongodb::{Client, Collection};

use super::error::{of, of_platform, too_slow};
use crate::databases::{CollectionSize, DatabaseError, Found, Login, Query, Result, Selector, Size};

/// How long the server may work on one count or search.
const QUERY_TIME: Duration = Duration::from_secs(2);
/// How much longer it is waited for: the server looks at its clock only between steps.
const GRACE: Duration = Duration::from_millis(500);
/// Most bytes of the documents in one answer.
const MAX_ANSWER_BYTES: usize = 16 * 1024 * 1024;
/// The server's code for a second document with the same unique value.
const DUPLICATE_KEY: i32 = 11_000;

/// How much is in a database, as the server counts it.
pub(super) async fn size(admin: &Client, database: &str) -> Result<Size> {
    let stats = admin.database(database).run_command(doc! {"dbStats": 1}).await;
    let stats = stats.map_err(|error| of_platform(&error))?;
    Ok(Size {
        collections: number(&stats, "collections"),
        documents: number(&stats, "objects"),
        bytes: number(&stats, "dataSize"),
    })
}

pub(super) async fn collections(client: &Client, login: &Login) -> Result<Vec<CollectionSize>> {
    let read = async {
        let database = client.database(&login.database);
        let mut sizes = Vec::new();
        let mut specifications = database.list_collections().await?;
        while let Some(specification) = specifications.try_next().await? {
            let name = specification.name;
            if name.starts_with("system.") {
                continue;
            }
            let stats = match specification.collection_type {
                CollectionType::View => Document::new(),
                _ => database.run_command(doc! {"collStats": &name}).await?,
            };
            sizes.push(CollectionSize {
                name,
                documents: number(&stats, "count"),
                bytes: number(&stats, "size"),
            });
        }
        Ok(sizes)
    };
    let mut sizes = read.await.map_err(|error: Error| of(&error, login))?;
    sizes.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(sizes)
}

pub(super) async fn indexes(client: &Client, login: &Login, name: &str) -> Result<Vec<Document>> {
    require(client, login, name).await?;
    let read = async {
        let database = client.database(&login.database);
        let cursor = database.run_cursor_command(doc! {"listIndexes": name}).await?;
        cursor.try_collect().await
    };
    read.await.map_err(|error| of(&error, login))
}

pub(super) async fn find(client: &Client, login: &Login, name: &str, query: &Query) -> Result<Found> {
    let collection = require(client, login, name).await?;
    let count = async {
        let count = collection
            .count_documents(query.filter.clone())
            .max_time(QUERY_TIME);
        count.await.map_err(|error| of(&error, login))
    };
    let total = in_time(count).await?;
    let documents = in_time(read(&collection, login, query)).await?;
    Ok(Found { documents, total })
}

async fn read(collection: &Collection<Document>, login: &Login, query: &Query) -> Result<Vec<Document>> {
    let direction = if query.ascending { 1 } else { -1 };
    let mut cursor = collection
        .clone_with_type::<RawDocumentBuf>()
        .find(query.filter.clone())
        .sort(doc! {&query.sort_field: direction})
        .skip(query.skip)
        .limit(i64::from(query.limit))
        .max_time(QUERY_TIME)
        .await
        .map_err(|error| of(&error, login))?;
    let (mut documents, mut bytes) = (Vec::new(), 0);
    while let Some(raw) = cursor.try_next().await.map_err(|error| of(&error, login))? {
        bytes += raw.as_bytes().len();
        if bytes > MAX_ANSWER_BYTES {
            return Err(DatabaseError::Refused(format!(
                "the documents have more than {MAX_ANSWER_BYTES} bytes together\nhint: ask for a smaller page_size"
            )));
        }
        documents.push(Document::try_from(raw).map_err(|error| DatabaseError::Refused(error.to_string()))?);
    }
    Ok(documents)
}

async fn in_time<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(QUERY_TIME + GRACE, work)
        .await
        .unwrap_or_else(|_| Err(too_slow()))
}

pub(super) async fn insert(client: &Client, login: &Login, name: &str, document: &Document) -> Result<Bson> {
    let collection = client.database(&login.database).collection::<Document>(name);
    match collection.insert_one(document).await {
        Ok(inserted) => Ok(inserted.inserted_id),
        Err(error) => Err(refused_write(&error, login)),
    }
}

pub(super) async fn replace(
    client: &Client,
    login: &Login,
    name: &str,
    selector: &Selector,
    document: &Document,
    expected: Option<&Document>,
) -> Result<Document> {
    let collection = require(client, login, name).await?;
    let id = only(&collection, login, selector).await?;
    let mut replacement = document.clone();
    replacement.insert("_id", id.clone());
    let mut filter = doc! {"_id": id};
    if let Some(expected) = expected {
        filter.insert("$expr", doc! {"$eq": ["$$ROOT", {"$literal": expected}]});
    }
    let replaced = collection.replace_one(filter, &replacement).await;
    match replaced
        .map_err(|error| refused_write(&error, login))?
        .matched_count
    {
        0 if expected.is_some() => Err(DatabaseError::Conflict),
        0 => Err(DatabaseError::NotFound("document")),
        _ => Ok(replacement),
    }
}

pub(super) async fn delete(client: &Client, login: &Login, name: &str, selector: &Selector) -> Result<()> {
    let collection = require(client, login, name).await?;
    let id = only(&collection, login, selector).await?;
    let deleted = collection.delete_one(doc! {"_id": id}).await;
    match deleted
        .map_err(|error| refused_write(&error, login))?
        .deleted_count
    {
        0 => Err(DatabaseError::NotFound("document")),
        _ => Ok(()),
    }
}

/// The collection, when there is one: the server itself takes a missing one for an empty one.
async fn require(client: &Client, login: &Login, name: &str) -> Result<Collection<Document>> {
    let database = client.database(&login.database);
    let names = database.list_collection_names().filter(doc! {"name": name}).await;
    if names.map_err(|error| of(&error, login))?.is_empty() || name.starts_with("system.") {
        return Err(DatabaseError::NotFound("collection"));
    }
    Ok(database.collection(name))
}

/// The identifier of the one document that is selected.
async fn only(collection: &Collection<Document>, login: &Login, selector: &Selector) -> Result<Bson> {
    let found = collection
        .find(selector.filter())
        .projection(doc! {"_id": 1})
        .limit(2)
        .max_time(QUERY_TIME)
        .await;
    let read = async { found?.try_collect::<Vec<_>>().await };
    let mut found = read.await.map_err(|error| of(&error, login))?;
    if found.len() > 1 {
        return Err(DatabaseError::Refused(
            "two documents have this identifier, as text and as another kind\nhint: write it in extended JSON, such as {\"$oid\": \"…\"}"
                .to_owned(),
        ));
    }
    let document = found.pop().ok_or(DatabaseError::NotFound("document"))?;
    document
        .get("_id")
        .cloned()
        .ok_or(DatabaseError::NotFound("document"))
}

fn refused_write(error: &Error, login: &Login) -> DatabaseError {
    match &*error.kind {
        ErrorKind::Write(WriteFailure::WriteError(write)) if write.code == DUPLICATE_KEY => {
            DatabaseError::Refused(format!(
                "another document has the same unique value: {}",
                write.message
            ))
        }
        _ => of(error, login),
    }
}

/// A count, which the server sends as any kind of number.
fn number(stats: &Document, name: &str) -> u64 {
    let number = match stats.get(name) {
        Some(Bson::Int32(number)) => i64::from(*number),
        Some(Bson::Int64(number)) => *number,
        #[expect(
            clippy::cast_possible_truncation,
            reason = "sizes are whole and far below 2^53"
        )]
        Some(Bson::Double(number)) => *number as i64,
        _ => 0,
    };
    u64::try_from(number).unwrap_or(0)
}

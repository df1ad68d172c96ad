//! What is in a database, collection by collection.

use fp_contract::database::{CollectionStats, DatabaseCollections, DatabaseStats};

use super::shown::mebibytes;
use super::{DatabaseFailure, Databases};
use crate::databases::{CollectionSize, DatabaseError};
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{DatabaseRecord, UserId};

/// The collections of a database.
pub async fn collections(platform: &Platform, user: &UserId, id: &str) -> Result<DatabaseCollections> {
    let database = platform.databases.find(user, id).await?;
    let collections = counted(&platform.databases, &database).await?;
    Ok(DatabaseCollections {
        database_id: database.id,
        database_name: database.name,
        total_collections: collections.len() as u64,
        total_documents: sum(&collections, |size| size.document_count),
        total_size_mb: mebibytes(sum(&collections, |size| size.size_bytes)),
        collections,
    })
}

/// The same of the default database in the older shape.
pub async fn stats(platform: &Platform, user: &UserId) -> Result<DatabaseStats> {
    let database = platform.databases.default_of(user).await?;
    let collections = counted(&platform.databases, &database).await?;
    let bytes = sum(&collections, |size| size.size_bytes);
    Ok(DatabaseStats {
        database_name: database.mongo_database,
        total_collections: collections.len() as u64,
        total_documents: sum(&collections, |size| size.document_count),
        total_size_bytes: bytes,
        total_size_mb: mebibytes(bytes),
        collections,
    })
}

async fn counted(databases: &Databases, database: &DatabaseRecord) -> Result<Vec<CollectionStats>> {
    databases.engine().available()?;
    let login = databases.ready(database.clone()).await?;
    let sizes = databases.engine().collections(&login).await;
    let sizes = sizes.map_err(|error| match error {
        DatabaseError::Unavailable(_) => DatabaseFailure::Engine(error),
        _ => DatabaseFailure::NotCounted(error),
    })?;
    Ok(sizes.into_iter().map(stats_of).collect())
}

fn stats_of(size: CollectionSize) -> CollectionStats {
    CollectionStats {
        avg_doc_size: size.bytes.checked_div(size.documents),
        name: size.name,
        document_count: size.documents,
        size_bytes: size.bytes,
    }
}

fn sum(collections: &[CollectionStats], of: impl Fn(&CollectionStats) -> u64) -> u64 {
    collections.iter().map(of).sum()
}

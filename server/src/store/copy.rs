//! Copies everything from one store into another and makes sure that it arrived.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{Record, RecordKind, Result, Store, StoreError};

/// Records written at once: a few megabytes at most, since no draft or revision exceeds the platform's limit on files.
const BATCH: u32 = 50;

/// Why a copy was not made, or is not what it should be.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// There is something in the target.
    #[error(
        "the target is not empty\nhint: choose an empty one, or go on with a move that was interrupted by --resume"
    )]
    NotEmpty,
    /// What is in the target did not come from the source.
    #[error(
        "the target holds {0} that are not in the source\nhint: nothing was written; choose an empty target"
    )]
    Foreign(RecordKind),
    /// Reading back gave something else.
    #[error(
        "the {0} read back from the target differ from the source\nhint: nothing was changed in the source; remove the target and move again"
    )]
    Differs(RecordKind),
    /// A store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What one kind of records was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The kind.
    pub kind: RecordKind,
    /// How many there are.
    pub count: usize,
    /// SHA-256 over the records' own digests in ascending order, in hex.
    pub digest: String,
}

/// Copies every record and compares what arrived. The target must be empty; with `resume` it may hold records of the source.
/// Nothing else may use either store meanwhile.
pub async fn copy(
    source: &dyn Store,
    target: &dyn Store,
    resume: bool,
) -> std::result::Result<Vec<Summary>, CopyError> {
    if !target.is_empty().await? {
        if !resume {
            return Err(CopyError::NotEmpty);
        }
        require_no_foreign(source, target).await?;
    }
    let mut copied = Vec::with_capacity(RecordKind::ALL.len());
    for kind in RecordKind::ALL {
        copied.push(copy_kind(source, target, kind).await?);
    }
    for summary in &copied {
        let arrived = summarise(summary.kind, &digests(target, summary.kind).await?);
        if arrived != *summary {
            return Err(CopyError::Differs(summary.kind));
        }
    }
    Ok(copied)
}

/// Refuses a target with any record that the source does not have just so.
async fn require_no_foreign(source: &dyn Store, target: &dyn Store) -> std::result::Result<(), CopyError> {
    for kind in RecordKind::ALL {
        let known = digests(source, kind).await?;
        let found = digests(target, kind).await?;
        if found.iter().any(|digest| known.binary_search(digest).is_err()) {
            return Err(CopyError::Foreign(kind));
        }
    }
    Ok(())
}

async fn copy_kind(source: &dyn Store, target: &dyn Store, kind: RecordKind) -> Result<Summary> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let (records, next) = source.export(kind, cursor, BATCH).await?;
        for record in &records {
            all.push(digest(record)?);
        }
        if !records.is_empty() {
            target.import(&records).await?;
        }
        cursor = next;
        if cursor.is_none() {
            all.sort_unstable();
            return Ok(summarise(kind, &all));
        }
    }
}

/// The digests of all records of a kind, in ascending order: engines may list them in orders of their own.
async fn digests(store: &dyn Store, kind: RecordKind) -> Result<Vec<[u8; 32]>> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let (records, next) = store.export(kind, cursor, BATCH).await?;
        for record in &records {
            all.push(digest(record)?);
        }
        cursor = next;
        if cursor.is_none() {
            all.sort_unstable();
            return Ok(all);
        }
    }
}

/// SHA-256 of the record as JSON; as a value first, which sorts the names in objects.
fn digest(record: &Record) -> Result<[u8; 32]> {
    let unreadable = |error: serde_json::Error| StoreError::Engine(error.to_string());
    let value = serde_json::to_value(record).map_err(unreadable)?;
    Ok(Sha256::digest(serde_json::to_vec(&value).map_err(unreadable)?).into())
}

fn summarise(kind: RecordKind, digests: &[[u8; 32]]) -> Summary {
    let mut all = Sha256::new();
    for digest in digests {
        all.update(digest);
    }
    Summary {
        kind,
        count: digests.len(),
        digest: hexadecimal(&all.finalize()),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

//! Where a part of a list begins.

use rusqlite::{Connection, OptionalExtension as _, Params};

use crate::store::{Result, StoreError};

/// An instant in microseconds and an identifier: lists run downwards through such pairs.
pub(super) type Place = (i64, String);

/// The place of the item that ended the part before, read by `statement`; above everything without one.
///
/// `NotFound` when the item is gone: a list that went on from nowhere would leave items out without saying so.
pub(super) fn place(connection: &Connection, statement: &str, after: Option<impl Params>) -> Result<Place> {
    let Some(after) = after else {
        return Ok((i64::MAX, String::new()));
    };
    connection
        .prepare_cached(statement)?
        .query_row(after, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(StoreError::NotFound("place in the list"))
}

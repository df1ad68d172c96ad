//! How values are written in columns: words and lists as JSON, times and counts as integers.

use fp_contract::Timestamp;
use rusqlite::Row;
use rusqlite::types::Type;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A structure as JSON text.
pub(super) fn json<T: Serialize>(value: &T) -> serde_json::Result<String> {
    serde_json::to_string(value)
}

/// A structure as JSON text, or NULL.
pub(super) fn optional_json<T: Serialize>(value: Option<&T>) -> serde_json::Result<Option<String>> {
    value.map(json).transpose()
}

/// A column of JSON text.
pub(super) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    parse(row, column, &row.get::<_, String>(column)?)
}

/// A column of JSON text that may be NULL.
pub(super) fn from_optional_json<T: DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<Option<T>> {
    row.get::<_, Option<String>>(column)?
        .map(|text| parse(row, column, &text))
        .transpose()
}

/// An enumeration's own word, without the quotes JSON would put around it.
pub(super) fn word<T: Serialize>(value: &T) -> serde_json::Result<String> {
    Ok(json(value)?.trim_matches('"').to_owned())
}

/// A column that holds an enumeration's word.
pub(super) fn from_word<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    parse(row, column, &format!("\"{}\"", row.get::<_, String>(column)?))
}

/// A column that holds an enumeration's word or NULL.
pub(super) fn from_optional_word<T: DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<Option<T>> {
    row.get::<_, Option<String>>(column)?
        .map(|text| parse(row, column, &format!("\"{text}\"")))
        .transpose()
}

/// A column of microseconds.
pub(super) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_microseconds)
}

/// A column of microseconds or NULL.
pub(super) fn optional_time(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row
        .get::<_, Option<i64>>(column)?
        .map(Timestamp::from_microseconds))
}

/// A column that counts from 0.
pub(super) fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}

fn parse<T: DeserializeOwned>(row: &Row<'_>, column: &str, text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| {
        let index = row.as_ref().column_index(column).unwrap_or_default();
        rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error))
    })
}

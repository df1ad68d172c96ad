//! The existing platform's record, taken over in place: its documents get the fields that are ours and keep their own.
//!
//! Only values in clear that should be sealed are taken away. What is not as it should be, such as two accounts of one name,
//! is made so and reported; nothing is lost and nothing fails.

pub(super) mod apps;
mod databases;
mod history;
mod names;
pub(super) mod settings;
pub(super) mod templates;
pub(super) mod users;

use fp_contract::Timestamp;
use fp_contract::files::Files;
use mongodb::bson::{Bson, Document};

/// A text, unless it is absent or something else.
fn text(document: &Document, field: &str) -> Option<String> {
    document.get_str(field).ok().map(str::to_owned)
}

/// A time, unless it is absent or something else.
fn time(document: &Document, field: &str) -> Option<Timestamp> {
    let date = document.get_datetime(field).ok()?;
    Some(Timestamp::from_milliseconds(date.timestamp_millis()))
}

/// When it was created: as it says, or as its identifier does.
fn created_at(document: &Document) -> Timestamp {
    time(document, "created_at")
        .or_else(|| {
            let id = document.get_object_id("_id").ok()?;
            Some(Timestamp::from_milliseconds(id.timestamp().timestamp_millis()))
        })
        .unwrap_or_else(|| Timestamp::from_milliseconds(0))
}

/// A map of texts; anything else in it is left out.
fn texts(document: &Document, field: &str) -> Option<Files> {
    let map = document.get_document(field).ok()?;
    let entry = |(name, value): (&String, &Bson)| Some((name.clone(), value.as_str()?.to_owned()));
    Some(map.iter().filter_map(entry).collect())
}

/// The documents of a list.
fn documents<'a>(document: &'a Document, field: &str) -> impl Iterator<Item = &'a Document> {
    let list = document.get_array(field).ok();
    list.into_iter().flatten().filter_map(Bson::as_document)
}

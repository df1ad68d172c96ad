//! How values are written in documents: times as BSON dates, accounts as object ids, maps as lists of pairs.

use fp_contract::Timestamp;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Bson, DateTime, Document, doc, serialize_to_bson};
use serde::Serialize;

use super::fault::Outcome;
use crate::store::{StoreError, UserId};

/// A time as the record has it, to the millisecond.
pub(super) fn date(time: Timestamp) -> DateTime {
    DateTime::from_millis(time.as_milliseconds())
}

/// The present as the record has it.
pub(super) fn now() -> DateTime {
    date(Timestamp::now())
}

/// An account's identifier as the record has it; absent when no account can have it.
pub(super) fn account(id: &UserId) -> Option<ObjectId> {
    object_id(&id.0)
}

/// 24 lower-case hex digits as an object id.
pub(super) fn object_id(text: &str) -> Option<ObjectId> {
    let id = ObjectId::parse_str(text).ok()?;
    (id.to_hex() == text).then_some(id)
}

/// An account's identifier that is to be written.
pub(super) fn required_account(id: &UserId) -> Outcome<ObjectId> {
    account(id).ok_or_else(|| StoreError::Engine(format!("{id} is not an account's identifier")).into())
}

/// A condition for what is older than a record, in lists that are sorted by age and this field.
pub(super) fn older_than(created_at: Timestamp, field: &str, value: impl Into<Bson>) -> Vec<Document> {
    let at = date(created_at);
    vec![
        doc! { "created_at": { "$lt": at } },
        doc! { "created_at": at, field: { "$lt": value.into() } },
    ]
}

/// A value as part of a filter or an update.
pub(super) fn bson<T: Serialize>(value: &T) -> Outcome<Bson> {
    Ok(serialize_to_bson(value)?)
}

/// A field that is a [`Timestamp`] and a BSON date.
pub(super) mod time {
    use super::{DateTime, Timestamp, date};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        value: &Timestamp,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        date(*value).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Timestamp, D::Error> {
        let date = DateTime::deserialize(deserializer)?;
        Ok(Timestamp::from_milliseconds(date.timestamp_millis()))
    }
}

/// The same for a field that may be null.
pub(super) mod optional_time {
    use super::{DateTime, Timestamp, date};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde passes the field by reference")]
    pub(in super::super) fn serialize<S: Serializer>(
        value: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.map(date).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let date = Option::<DateTime>::deserialize(deserializer)?;
        Ok(date.map(|date| Timestamp::from_milliseconds(date.timestamp_millis())))
    }
}

/// A field that is a map of texts: a list of pairs, because a key of a document may not be just any text.
pub(super) mod pairs {
    use std::collections::BTreeMap;

    use mongodb::bson::{Bson, serialize_to_bson};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Outcome;

    /// The list for an update.
    pub(in super::super) fn bson(map: &BTreeMap<String, String>) -> Outcome<Bson> {
        Ok(serialize_to_bson(&map.iter().collect::<Vec<_>>())?)
    }

    pub(in super::super) fn serialize<S: Serializer>(
        map: &BTreeMap<String, String>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<String, String>, D::Error> {
        let pairs = Vec::<(String, String)>::deserialize(deserializer)?;
        Ok(pairs.into_iter().collect())
    }
}

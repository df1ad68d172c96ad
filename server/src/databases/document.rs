//! Documents as JSON: extended JSON v2 in relaxed form, and the flat form of the existing platform, where identifiers, dates,
//! binary and decimal values are plain strings. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fp_contract::Timestamp;
use mongodb::bson::{Binary, Bson, DateTime, Document};
use serde_json::{Map, Value, json};

/// Milliseconds since 1970 of the years 1970 to 9999: dates that relaxed extended JSON writes as text.
const READABLE_DATES: std::ops::RangeInclusive<i64> = 0..=253_402_300_799_999;

/// How documents are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Plain JSON; kinds that JSON does not have become strings.
    #[default]
    Flat,
    /// Extended JSON v2, relaxed: nothing is lost.
    Extended,
}

/// A document as JSON.
pub fn to_json(document: Document, format: Format) -> Value {
    let fields = document
        .into_iter()
        .map(|(name, value)| (name, value_to_json(value, format)));
    Value::Object(fields.collect::<Map<_, _>>())
}

/// A value as JSON.
pub fn value_to_json(value: Bson, format: Format) -> Value {
    match value {
        Bson::Document(document) => to_json(document, format),
        Bson::Array(items) => items
            .into_iter()
            .map(|item| value_to_json(item, format))
            .collect(),
        Bson::String(text) => Value::String(text),
        Bson::Boolean(value) => Value::Bool(value),
        Bson::Null => Value::Null,
        Bson::Int32(number) => json!(number),
        Bson::Int64(number) => json!(number),
        Bson::Double(number) if number.is_finite() => json!(number),
        other => match format {
            Format::Flat => flat(other),
            Format::Extended => extended(other),
        },
    }
}

/// Reads extended JSON, relaxed or canonical; plain JSON is part of it.
pub fn from_json(value: Value) -> Result<Bson, String> {
    serde_json::from_value(with_zones(value)).map_err(|error| error.to_string())
}

/// Dates without a zone, as the flat form writes them, are UTC.
fn with_zones(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            if let (1, Some(Value::String(text))) = (fields.len(), fields.get("$date"))
                && let Ok(moment) = text.parse::<Timestamp>()
            {
                return json!({"$date": {"$numberLong": (moment.as_microseconds() / 1000).to_string()}});
            }
            let fields = fields.into_iter().map(|(name, value)| (name, with_zones(value)));
            Value::Object(fields.collect())
        }
        Value::Array(items) => items.into_iter().map(with_zones).collect(),
        other => other,
    }
}

/// Values that plain JSON does not have, as text.
fn flat(value: Bson) -> Value {
    Value::String(match value {
        Bson::ObjectId(id) => id.to_hex(),
        Bson::DateTime(moment) => match written(moment) {
            Some(text) => text,
            None => moment.timestamp_millis().to_string(),
        },
        Bson::Binary(binary) => STANDARD.encode(binary.bytes),
        Bson::Decimal128(number) => number.to_string(),
        Bson::Symbol(text) | Bson::JavaScriptCode(text) => text,
        Bson::RegularExpression(regex) => regex.pattern.to_string(),
        Bson::Double(number) => number.to_string(),
        other => return extended(other),
    })
}

/// A date in the API's form; `None` beyond the year 9999.
fn written(moment: DateTime) -> Option<String> {
    let microseconds = moment.timestamp_millis().checked_mul(1000)?;
    let timestamp = Timestamp::from_microseconds(microseconds);
    (timestamp.as_microseconds() == microseconds).then(|| timestamp.to_string())
}

/// Values that plain JSON does not have, as the specification of extended JSON v2 writes them.
fn extended(value: Bson) -> Value {
    match value {
        Bson::DateTime(moment) => json!({"$date": date(moment)}),
        Bson::Binary(Binary { subtype, bytes }) => {
            let subtype = format!("{:02x}", u8::from(subtype));
            json!({"$binary": {"base64": STANDARD.encode(bytes), "subType": subtype}})
        }
        Bson::Double(number) if number.is_nan() => json!({"$numberDouble": "NaN"}),
        Bson::Double(number) if number < 0.0 => json!({"$numberDouble": "-Infinity"}),
        Bson::Double(_) => json!({"$numberDouble": "Infinity"}),
        Bson::JavaScriptCodeWithScope(code) => {
            json!({"$code": code.code, "$scope": to_json(code.scope, Format::Extended)})
        }
        // The driver writes the others as specified.
        other => serde_json::to_value(other).unwrap_or_default(),
    }
}

fn date(moment: DateTime) -> Value {
    let milliseconds = moment.timestamp_millis();
    match written(moment).filter(|_| READABLE_DATES.contains(&milliseconds)) {
        // Microseconds are always 000 here: BSON keeps milliseconds.
        Some(text) => Value::String(format!("{}Z", &text[..text.len() - 3])),
        None => json!({"$numberLong": milliseconds.to_string()}),
    }
}

#[cfg(test)]
mod tests;

//! What a tenant may look for: a filter in JSON, checked before a server sees it. Pure.

use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Bson, Document, doc};
use serde_json::Value;

use super::document::from_json;

/// Operators that run code or read more than the document's own fields.
const FORBIDDEN: [&str; 4] = ["$where", "$function", "$accumulator", "$expr"];
/// Deepest nesting of objects and lists.
const MAX_DEPTH: usize = 10;
/// Operators that hold filters of their own.
const LOGICAL: [&str; 3] = ["$and", "$or", "$nor"];

/// Why a filter is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// It is not JSON.
    #[error("the filter is not JSON: {0}")]
    Json(String),
    /// It is JSON of another kind.
    #[error("the filter is not an object\nhint: {{\"field\": \"value\"}} finds documents with that value")]
    NoObject,
    /// An operator is not allowed.
    #[error("the operator {0} is not allowed in a filter")]
    Forbidden(String),
    /// It is nested too deeply.
    #[error("the filter is nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// A value of extended JSON is malformed.
    #[error("the filter has a value that cannot be read: {0}")]
    Value(String),
}

/// A filter that may be sent to a server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter(pub Document);

impl Filter {
    /// Reads a filter in extended JSON. A string of 24 hex digits for `_id` finds the identifier it writes as well.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let value: Value =
            serde_json::from_str(text).map_err(|error| FilterError::Json(error.to_string()))?;
        if !value.is_object() {
            return Err(FilterError::NoObject);
        }
        check(&value, 0)?;
        match from_json(value).map_err(FilterError::Value)? {
            Bson::Document(filter) => Ok(Self(with_identifiers(filter))),
            _ => Err(FilterError::NoObject),
        }
    }
}

/// Which single document is meant, by what a client has of its `_id`.
#[derive(Clone, Debug, PartialEq)]
pub struct Selector(Vec<Bson>);

impl Selector {
    /// Reads an identifier: extended JSON where it is an object, else text that may stand for itself, for a number or, with
    /// 24 hex digits, for an `ObjectId`.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        if text.trim_start().starts_with('{') {
            let value = serde_json::from_str(text).map_err(|error| FilterError::Json(error.to_string()))?;
            return Ok(Self(vec![from_json(value).map_err(FilterError::Value)?]));
        }
        let mut meanings = both_meanings(text);
        meanings.extend(text.parse().map(Bson::Int64));
        Ok(Self(meanings))
    }

    /// The filter for it.
    pub fn filter(&self) -> Document {
        doc! {"_id": {"$in": self.0.clone()}}
    }
}

fn check(value: &Value, depth: usize) -> Result<(), FilterError> {
    if depth > MAX_DEPTH {
        return Err(FilterError::TooDeep);
    }
    match value {
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            if FORBIDDEN.contains(&name.as_str()) {
                return Err(FilterError::Forbidden(name.clone()));
            }
            check(value, depth + 1)
        }),
        Value::Array(items) => items.iter().try_for_each(|item| check(item, depth + 1)),
        _ => Ok(()),
    }
}

fn with_identifiers(filter: Document) -> Document {
    let condition = |(name, value): (String, Bson)| match value {
        Bson::Array(parts) if LOGICAL.contains(&name.as_str()) => {
            (name, parts.into_iter().map(part_with_identifiers).collect())
        }
        value if name == "_id" => (name, identifier_condition(value)),
        value => (name, value),
    };
    filter.into_iter().map(condition).collect()
}

fn part_with_identifiers(part: Bson) -> Bson {
    match part {
        Bson::Document(filter) => Bson::Document(with_identifiers(filter)),
        other => other,
    }
}

/// What `_id` is compared with, where a string of 24 hex digits may mean either kind.
fn identifier_condition(condition: Bson) -> Bson {
    match condition {
        Bson::String(text) => match both_meanings(&text).as_slice() {
            [_] => Bson::String(text),
            both => Bson::Document(doc! {"$in": both}),
        },
        Bson::Document(operators) => Bson::Document(operators.into_iter().map(identifier_operator).collect()),
        other => other,
    }
}

fn identifier_operator((operator, value): (String, Bson)) -> (String, Bson) {
    let either = |value: Bson| match value {
        Bson::String(text) => both_meanings(&text),
        other => vec![other],
    };
    match (operator.as_str(), value) {
        ("$in" | "$nin", Bson::Array(values)) => (operator, values.into_iter().flat_map(either).collect()),
        ("$eq", value @ Bson::String(_)) => ("$in".to_owned(), either(value).into()),
        ("$ne", value @ Bson::String(_)) => ("$nin".to_owned(), either(value).into()),
        (_, value) => (operator, value),
    }
}

/// The text itself and, where it writes one, the identifier.
fn both_meanings(text: &str) -> Vec<Bson> {
    let identifier = ObjectId::parse_str(text).ok().map(Bson::ObjectId);
    std::iter::once(Bson::String(text.to_owned()))
        .chain(identifier)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mongodb::bson::DateTime;
    use proptest::prelude::*;
    use rstest::rstest;

    const HEX: &str = "65f0c0ffee65f0c0ffee65f0";

    fn id() -> ObjectId {
        ObjectId::parse_str(HEX).unwrap()
    }

    fn parse(text: &str) -> Document {
        Filter::parse(text).unwrap().0
    }

    #[rstest]
    #[case("", "not JSON")]
    #[case("{", "not JSON")]
    #[case("[]", "not an object")]
    #[case("\"text\"", "not an object")]
    #[case("{\"$where\": \"1\"}", "$where is not allowed")]
    #[case("{\"$and\": [{\"$expr\": {}}]}", "$expr is not allowed")]
    #[case("{\"a\": {\"b\": {\"$function\": {}}}}", "$function is not allowed")]
    #[case("{\"a\": {\"$accumulator\": 1}}", "$accumulator is not allowed")]
    #[case("{\"\\u0024where\": \"1\"}", "$where is not allowed")]
    #[case("{\"_id\": {\"$oid\": \"x\"}}", "cannot be read")]
    #[case("{\"$oid\": \"65f0c0ffee65f0c0ffee65f0\"}", "not an object")]
    fn what_is_refused(#[case] text: &str, #[case] words: &str) {
        let reason = Filter::parse(text).unwrap_err().to_string();
        assert!(reason.contains(words), "{reason}");
    }

    #[test]
    fn ten_deep_is_allowed_and_eleven_is_not() {
        let nested = |depth: usize| "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
        assert!(Filter::parse(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(Filter::parse(&nested(MAX_DEPTH + 1)), Err(FilterError::TooDeep));
        let reason = Filter::parse(&nested(100_000)).unwrap_err();
        assert!(matches!(reason, FilterError::Json(_)), "{reason}");
    }

    #[test]
    fn dates_and_identifiers_of_extended_json_are_values() {
        let filter = parse(&format!(
            "{{\"owner\": {{\"$oid\": \"{HEX}\"}}, \"at\": {{\"$gt\": {{\"$date\": \"2026-11-21T03:21:42.416Z\"}}}}}}"
        ));
        let moment = DateTime::from_millis(1_795_231_302_416);
        assert_eq!(filter, doc! {"owner": id(), "at": {"$gt": moment}});
    }

    #[rstest]
    #[case("{\"_id\": \"HEX\"}", doc! {"_id": {"$in": [HEX, id()]}})]
    #[case("{\"_id\": \"name\"}", doc! {"_id": "name"})]
    #[case("{\"_id\": {\"$in\": [\"HEX\", 1]}}", doc! {"_id": {"$in": [HEX, id(), 1]}})]
    #[case("{\"_id\": {\"$ne\": \"HEX\"}}", doc! {"_id": {"$nin": [HEX, id()]}})]
    #[case("{\"$or\": [{\"_id\": \"HEX\"}]}", doc! {"$or": [{"_id": {"$in": [HEX, id()]}}]})]
    #[case("{\"other\": \"HEX\"}", doc! {"other": HEX})]
    fn hex_digits_may_be_an_identifier(#[case] text: &str, #[case] expected: Document) {
        assert_eq!(parse(&text.replace("HEX", HEX)), expected);
    }

    #[rstest]
    #[case("name", vec!["name".into()])]
    #[case("7", vec!["7".into(), 7_i64.into()])]
    #[case(HEX, vec![HEX.into(), id().into()])]
    #[case("{\"$numberLong\": \"7\"}", vec![7_i64.into()])]
    fn a_document_is_selected_by_what_is_written(#[case] text: &str, #[case] meanings: Vec<Bson>) {
        assert_eq!(Selector::parse(text).unwrap(), Selector(meanings));
    }

    /// JSON with operators, allowed and not, at any depth.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<i32>().prop_map(Value::from),
            "[a-z0-9]{0,8}".prop_map(Value::from),
            Just(Value::Null),
        ];
        let name = prop_oneof![
            3 => "[a-z_]{1,4}",
            1 => Just("$in".to_owned()),
            1 => Just("$expr".to_owned()),
        ];
        leaf.prop_recursive(12, 40, 3, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                proptest::collection::btree_map(name.clone(), inner, 0..3)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    fn depth(value: &Value) -> usize {
        let inside = match value {
            Value::Object(fields) => fields.values().map(depth).max(),
            Value::Array(items) => items.iter().map(depth).max(),
            _ => return 0,
        };
        1 + inside.unwrap_or(0)
    }

    fn names(value: &Value) -> Vec<String> {
        match value {
            Value::Object(fields) => fields
                .iter()
                .flat_map(|(name, value)| std::iter::once(name.clone()).chain(names(value)))
                .collect(),
            Value::Array(items) => items.iter().flat_map(names).collect(),
            _ => Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn what_passes_is_an_object_that_is_shallow_and_harmless(value in any_json()) {
            let passes = Filter::parse(&value.to_string()).is_ok();
            let harmless = !names(&value).iter().any(|name| FORBIDDEN.contains(&name.as_str()));
            let shallow = depth(&value) <= MAX_DEPTH;
            prop_assert_eq!(passes, value.is_object() && harmless && shallow, "{}", value);
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _answered = Filter::parse(&text);
            let _answered = Selector::parse(&text);
        }
    }
}

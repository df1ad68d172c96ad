use super::*;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::spec::BinarySubtype;
use mongodb::bson::{Decimal128, Timestamp as BsonTimestamp, doc};
use proptest::prelude::*;

const HEX: &str = "65f0c0ffee65f0c0ffee65f0";

fn everything() -> Document {
    doc! {
        "_id": ObjectId::parse_str(HEX).unwrap(),
        "at": DateTime::from_millis(1_795_231_302_416),
        "long_ago": DateTime::from_millis(-62_135_596_800_000),
        "price": "12.50".parse::<Decimal128>().unwrap(),
        "picture": Binary { subtype: BinarySubtype::Generic, bytes: vec![1, 2, 255] },
        "count": 3_i64,
        "ratio": 0.5,
        "nothing": f64::NAN,
        "tags": ["a", {"deep": ObjectId::parse_str(HEX).unwrap()}],
        "pattern": from_json(json!({"$regularExpression": {"pattern": "^a", "options": "i"}})).unwrap(),
        "stamp": BsonTimestamp { time: 1, increment: 2 },
        "missing": Bson::Null,
    }
}

#[test]
fn the_flat_form_has_strings_where_json_has_no_kind() {
    insta::assert_json_snapshot!(to_json(everything(), Format::Flat));
}

#[test]
fn the_extended_form_names_every_kind() {
    insta::assert_json_snapshot!(to_json(everything(), Format::Extended));
}

#[test]
fn a_date_without_a_zone_is_utc() {
    let with = from_json(json!({"$date": "2026-11-21T03:21:42.416Z"})).unwrap();
    let without = from_json(json!({"$date": "2026-11-21T03:21:42.416000"})).unwrap();
    assert_eq!(with, without);
    assert_eq!(with, Bson::DateTime(DateTime::from_millis(1_795_231_302_416)));
}

#[test]
fn what_is_malformed_is_refused_in_words() {
    for value in [
        json!({"$oid": "short"}),
        json!({"$date": "yesterday"}),
        json!({"$numberLong": "x"}),
    ] {
        assert!(!from_json(value).unwrap_err().is_empty());
    }
}

/// Values of every kind that documents have.
fn any_value() -> impl Strategy<Value = Bson> {
    let leaf = prop_oneof![
        any::<String>().prop_map(Bson::String),
        any::<bool>().prop_map(Bson::Boolean),
        any::<i32>().prop_map(Bson::Int32),
        (i64::from(i32::MAX) + 1..).prop_map(Bson::Int64),
        (-1e9..1e9).prop_map(|number: f64| Bson::Double(number + 0.5)),
        Just(Bson::Double(f64::INFINITY)),
        Just(Bson::Null),
        any::<[u8; 12]>().prop_map(|bytes| Bson::ObjectId(ObjectId::from_bytes(bytes))),
        (-200_000_000_000_000..200_000_000_000_000_i64)
            .prop_map(|milliseconds| Bson::DateTime(DateTime::from_millis(milliseconds))),
        any::<Vec<u8>>().prop_map(|bytes| Bson::Binary(Binary {
            subtype: BinarySubtype::Generic,
            bytes
        })),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Bson::Array),
            proptest::collection::btree_map("[a-z]{1,6}", inner, 0..4)
                .prop_map(|fields| Bson::Document(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_extended_form_is_read_back(value in any_value()) {
        let written = value_to_json(value.clone(), Format::Extended);
        let read = from_json(written.clone()).unwrap();
        // Negative and large numbers may come back in another width; as JSON they are the same.
        prop_assert_eq!(value_to_json(read, Format::Extended), written);
    }

    #[test]
    fn the_flat_form_has_no_wrapped_values(value in any_value()) {
        let text = value_to_json(value.clone(), Format::Flat).to_string();
        prop_assert!(!text.contains("\"$oid\":") && !text.contains("\"$date\":"));
    }
}

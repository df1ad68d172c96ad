//! Documents over the API.

use axum::http::StatusCode;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{DateTime, doc};
use serde_json::{Value, json};

use super::{as_app, server, uri};
use crate::api::bed::{Bed, Client};

const PATH: &str = "/api/databases/default/notes/documents";

/// A client whose default database has two notes, and the identifier of the one of 2026.
async fn with_notes(bed: &Bed) -> (Client, ObjectId) {
    let ada = bed.signed_up("ada").await;
    let id = ObjectId::new();
    let notes = [
        doc! {"_id": id, "at": DateTime::from_millis(1_795_231_302_416), "n": 1},
        doc! {"_id": "plain", "at": DateTime::from_millis(0), "n": 2},
    ];
    let database = as_app(&uri(&ada, "default").await).await;
    database.collection("notes").insert_many(notes).await.unwrap();
    (ada, id)
}

fn escaped(filter: &Value) -> String {
    let bytes = filter.to_string().into_bytes().into_iter();
    bytes
        .map(|byte| format!("%{byte:02X}"))
        .collect::<Vec<_>>()
        .concat()
}

async fn found(client: &Client, filter: &Value) -> Value {
    let path = format!("{PATH}?filter={}", escaped(filter));
    client.get(&path).await.expect(StatusCode::OK)
}

#[tokio::test]
async fn documents_come_in_the_old_shape_or_in_extended_json() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let (ada, id) = with_notes(&bed).await;
    let page = ada
        .get(&format!("{PATH}?page_size=1&sort_field=n&sort_dir=1"))
        .await
        .expect(StatusCode::OK);
    let flat = json!({"_id": id.to_hex(), "at": "2026-11-21T03:21:42.416000", "n": 1});
    let expected = json!({"documents": [flat], "total": 2, "page": 1, "page_size": 1, "has_more": true});
    assert_eq!(page, expected);
    let page = ada
        .get(&format!(
            "{PATH}?page=2&page_size=1&sort_field=n&sort_dir=0&format=extended"
        ))
        .await
        .expect(StatusCode::OK);
    let extended = json!({"_id": {"$oid": id.to_hex()}, "at": {"$date": "2026-11-21T03:21:42.416Z"}, "n": 1});
    assert_eq!(
        (&page["documents"], &page["has_more"]),
        (&json!([extended]), &json!(false))
    );
}

#[tokio::test]
async fn filters_match_identifiers_and_dates() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let (ada, id) = with_notes(&bed).await;
    for filter in [
        json!({"_id": id.to_hex()}),
        json!({"_id": {"$oid": id.to_hex()}}),
        json!({"at": {"$gte": {"$date": "2026-01-01T00:00:00Z"}}}),
        json!({"at": {"$date": "2026-11-21T03:21:42.416000"}}),
    ] {
        let page = found(&ada, &filter).await;
        assert_eq!(
            (&page["total"], &page["documents"][0]["n"]),
            (&json!(1), &json!(1)),
            "{filter}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_its_code() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let (ada, _) = with_notes(&bed).await;
    for (query, code) in [
        ("filter=%7B", "INVALID_FILTER"),
        ("filter=%5B%5D", "INVALID_FILTER"),
        ("filter=%7B%22%24where%22%3A%221%22%7D", "INVALID_FILTER"),
        ("filter=%7B%22a%22%3A%7B%22%24nothing%22%3A1%7D%7D", "QUERY_ERROR"),
    ] {
        let answer = ada.get(&format!("{PATH}?{query}")).await;
        assert_eq!(answer.refusal(StatusCode::BAD_REQUEST).0, code, "{query}");
    }
    for query in [
        "page=0",
        "page_size=0",
        "page_size=101",
        "sort_dir=2",
        "page=x",
        "format=xml",
    ] {
        let answer = ada.get(&format!("{PATH}?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
    let missing = ada.get("/api/databases/default/nothing/documents").await;
    assert_eq!(missing.refusal(StatusCode::NOT_FOUND).0, "NOT_FOUND");
    let eve = bed.signed_up("eve").await;
    let foreign = eve.get(PATH).await;
    assert_eq!(foreign.refusal(StatusCode::NOT_FOUND).0, "NOT_FOUND");
}

#[tokio::test]
async fn collections_are_counted_in_both_shapes() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let (ada, _) = with_notes(&bed).await;
    let inside = ada
        .get("/api/databases/default/collections")
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&inside["database_id"], &inside["database_name"]),
        (&json!("default"), &json!("Default"))
    );
    assert_eq!(
        (&inside["total_collections"], &inside["total_documents"]),
        (&json!(1), &json!(2))
    );
    let stats = ada.get("/api/database/stats").await.expect(StatusCode::OK);
    assert_eq!(stats["collections"], inside["collections"]);
    assert!(stats["total_size_bytes"].as_u64().unwrap() > 0);
    assert_eq!(stats["collections"][0]["document_count"], 2);
    let indexes = ada
        .get("/api/databases/default/notes/indexes")
        .await
        .expect(StatusCode::OK);
    assert_eq!(indexes["indexes"][0]["name"], "_id_");
}

#[tokio::test]
async fn a_document_is_written_replaced_and_deleted() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    let document = json!({"at": {"$date": "2026-11-21T03:21:42.416Z"}, "n": {"$numberLong": "5"}});
    let added = ada
        .post(PATH, json!({"document": document}))
        .await
        .expect(StatusCode::OK);
    let id = added["document"]["_id"]["$oid"].as_str().unwrap().to_owned();
    let path = format!("{PATH}/{id}");

    let stale = json!({"document": {"n": 6}, "expected": {"_id": {"$oid": id}, "n": 4}});
    let refused = ada.put(&path, stale).await;
    assert_eq!(refused.refusal(StatusCode::CONFLICT).0, "DOCUMENT_CONFLICT");
    let current =
        json!({"document": {"n": 6}, "expected": {"_id": {"$oid": id}, "at": document["at"], "n": 5}});
    let (extended, written) = (
        current["expected"].clone(),
        ada.get(&format!("{PATH}?format=extended")).await,
    );
    assert_eq!(written.expect(StatusCode::OK)["documents"][0], extended);
    let replaced = ada.put(&path, current).await.expect(StatusCode::OK);
    assert_eq!(replaced["document"], json!({"n": 6, "_id": {"$oid": id}}));

    for unusable in [json!({"document": 1}), json!({"document": {"a": {"$oid": "x"}}})] {
        let refused = ada.post(PATH, unusable).await;
        assert_eq!(refused.refusal(StatusCode::BAD_REQUEST).0, "INVALID_DOCUMENT");
    }
    ada.delete(&path).await.expect(StatusCode::OK);
    assert_eq!(
        ada.delete(&path).await.refusal(StatusCode::NOT_FOUND).0,
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn d25_a_viewer_that_is_not_there_is_not_pretended() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    for (path, code) in [
        ("/api/viewer", "VIEWER_CREATE_FAILED"),
        ("/api/viewer/rotate", "VIEWER_ROTATE_FAILED"),
        ("/api/databases/viewer", "VIEWER_LAUNCH_FAILED"),
        ("/api/databases/default/viewer", "VIEWER_LAUNCH_FAILED"),
    ] {
        let (said, message) = ada
            .post(path, Value::Null)
            .await
            .refusal(StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            said == code && message.contains("hint:"),
            "{path}: {said} {message}"
        );
    }
    let unknown = ada.post("/api/databases/00000000/viewer", Value::Null).await;
    assert_eq!(unknown.refusal(StatusCode::NOT_FOUND).0, "NOT_FOUND");
}

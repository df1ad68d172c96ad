//! A server without `MongoDB` says so, wherever it matters.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::api::bed::Bed;

/// An app that needs a database.
const NEEDY: &str = "import os\n\nfrom fastapi import FastAPI\nfrom pymongo import MongoClient\n\napp = FastAPI()\ndatabase = MongoClient(os.environ[\"PLATFORM_MONGO_URI\"]).get_default_database()\n";

#[tokio::test]
async fn the_list_says_why_and_how_to_get_one() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let list = ada.get("/api/databases").await.expect(StatusCode::OK);
    assert_eq!(
        (&list["available"], &list["databases"][0]["id"]),
        (&json!(false), &json!("default"))
    );
    assert!(
        list["unavailable_reason"]
            .as_str()
            .unwrap()
            .contains("hint: set MONGO_URI")
    );
}

#[tokio::test]
async fn what_needs_it_is_refused_with_the_same_words() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let refusals = [
        ada.post("/api/databases", json!({"name": "x"})).await,
        ada.get("/api/databases/default/collections").await,
        ada.get("/api/databases/default/notes/documents").await,
        ada.get("/api/database/stats").await,
        ada.post("/api/databases/default/connection", Value::Null).await,
        ada.post("/api/databases/default/rotate", Value::Null).await,
    ];
    for refusal in refusals {
        let (code, message) = refusal.refusal(StatusCode::SERVICE_UNAVAILABLE);
        assert!(
            code == "DATABASE_UNAVAILABLE" && message.contains("hint: set MONGO_URI"),
            "{code} {message}"
        );
    }
}

#[tokio::test]
async fn an_app_that_needs_one_is_refused_before_it_is_deployed() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let checked = ada
        .post("/api/apps/validate", json!({"code": NEEDY}))
        .await
        .expect(StatusCode::OK);
    let diagnostics = checked["diagnostics"].as_array().unwrap();
    let found = diagnostics
        .iter()
        .find(|found| found["code"] == "DATABASE_REQUIRED")
        .unwrap();
    assert_eq!(
        (&found["line"], &found["help"], &checked["valid"]),
        (&json!(7), &json!("set MONGO_URI"), &json!(false))
    );

    let refused = ada
        .post("/api/apps", json!({"name": "needy", "code": NEEDY}))
        .await;
    let (code, message) = refused.refusal(StatusCode::BAD_REQUEST);
    assert!(
        code == "VALIDATION_FAILED" && message.contains("needs a MongoDB database"),
        "{message}"
    );
    ada.draft(NEEDY).await;
}

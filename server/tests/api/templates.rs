//! Starter apps over the API.

use axum::http::StatusCode;
use serde_json::json;

use super::bed::{Bed, redacted};

#[tokio::test]
async fn starter_apps_are_listed_and_read() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let list = ada.get("/api/templates").await.expect(StatusCode::OK);
    assert!(list.as_array().unwrap().len() >= 12);
    let mut hello = ada.get("/api/templates/hello-api").await.expect(StatusCode::OK);
    hello["code"] = json!("[code]");
    hello["id"] = json!("hello-api");
    insta::assert_json_snapshot!(redacted(hello));
    let unknown = ada
        .get("/api/templates/nothing")
        .await
        .expect(StatusCode::NOT_FOUND);
    assert_eq!(unknown, json!({"detail": "template not found"}));
}

//! What clients may keep of a reply, and that they are not sent it twice.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::bed::{Answer, Bed, Client, GOOD};

async fn with_tag(client: &Client, path: &str, tag: &str) -> Answer {
    let request = Request::builder()
        .uri(path)
        .header(
            "authorization",
            format!("Bearer {}", client.token.as_ref().unwrap()),
        )
        .header("if-none-match", tag)
        .body(Body::empty())
        .unwrap();
    client.request(request).await
}

#[tokio::test]
async fn a_reply_that_the_client_has_is_not_sent_again() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    ada.draft(GOOD).await;
    let first = ada.get("/api/apps").await;
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let again = with_tag(&ada, "/api/apps", &tag).await;
    assert_eq!(
        (again.status, &again.body),
        (StatusCode::NOT_MODIFIED, &Value::String(String::new()))
    );
    assert_eq!(again.headers["etag"], tag.as_str());
    ada.draft(GOOD).await;
    let changed = with_tag(&ada, "/api/apps", &tag).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_ne!(changed.headers["etag"], tag.as_str());
}

#[tokio::test]
async fn nothing_with_secrets_may_be_stored() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let app = ada.draft(GOOD).await;
    let detail = ada.get(&format!("/api/apps/{app}")).await;
    assert_eq!(detail.headers["cache-control"], "no-store");
    let log_in = json!({"username": "ada", "password": "password of theirs"});
    let token = bed.stranger().post("/api/auth/login", log_in).await;
    assert_eq!(token.headers["cache-control"], "no-store");
    let list = ada.get("/api/templates").await;
    assert_eq!(list.headers["cache-control"], "private, no-cache");
    let refused = bed.stranger().get("/api/apps").await;
    assert!(!refused.headers.contains_key("etag"), "{refused:?}");
}

//! A POST that is sent twice with the same key is carried out once.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::bed::{Answer, Bed, Client, GOOD};

async fn post(client: &Client, path: &str, key: &str, body: &Value) -> Answer {
    let mut request = Request::builder()
        .method("POST")
        .uri(path)
        .header("content-type", "application/json")
        .header("idempotency-key", key);
    if let Some(token) = &client.token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    client
        .request(request.body(Body::from(body.to_string())).unwrap())
        .await
}

fn app(name: &str) -> Value {
    json!({"name": name, "code": GOOD, "deploy": false})
}

async fn count(client: &Client) -> usize {
    let apps = client.get("/api/apps").await.expect(StatusCode::OK);
    apps.as_array().unwrap().len()
}

#[tokio::test]
async fn the_same_request_is_carried_out_once_and_answered_twice() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let first = post(&ada, "/api/apps", "one", &app("demo")).await;
    assert!(!first.headers.contains_key("idempotency-replayed"));
    let again = post(&ada, "/api/apps", "one", &app("demo")).await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.headers["content-type"], "application/json");
    assert_eq!(first.expect(StatusCode::OK), again.expect(StatusCode::OK));
    assert_eq!(count(&ada).await, 1);
    post(&ada, "/api/apps", "two", &app("demo"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(count(&ada).await, 2);
}

#[tokio::test]
async fn requests_at_the_same_time_make_one_app() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let request = app("demo");
    let requests = (0..10).map(|_| post(&ada, "/api/apps", "one", &request));
    let answers = futures_util::future::join_all(requests).await;
    for answer in answers {
        assert!(
            [StatusCode::OK, StatusCode::CONFLICT].contains(&answer.status),
            "{answer:?}"
        );
    }
    assert_eq!(count(&ada).await, 1);
}

#[tokio::test]
async fn a_key_stands_for_one_request_of_one_user() {
    let bed = Bed::new().await;
    let (ada, eve) = (bed.signed_up("ada").await, bed.signed_up("eve").await);
    post(&ada, "/api/apps", "one", &app("demo"))
        .await
        .expect(StatusCode::OK);
    let other = post(&ada, "/api/apps", "one", &app("other")).await;
    assert_eq!(
        other.refusal(StatusCode::UNPROCESSABLE_ENTITY).0,
        "IDEMPOTENCY_KEY_REUSED"
    );
    let elsewhere = post(&ada, "/api/templates", "one", &app("demo")).await;
    assert_eq!(
        elsewhere.refusal(StatusCode::UNPROCESSABLE_ENTITY).0,
        "IDEMPOTENCY_KEY_REUSED"
    );
    let hers = post(&eve, "/api/apps", "one", &app("demo")).await;
    assert!(!hers.headers.contains_key("idempotency-replayed"));
    assert_eq!(count(&eve).await, 1);
    let stranger = post(&bed.stranger(), "/api/apps", "one", &app("demo")).await;
    stranger.expect(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_was_refused_may_be_tried_again_under_its_key() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    post(&ada, "/api/apps", "one", &app(""))
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    post(&ada, "/api/apps", "one", &app("demo"))
        .await
        .expect(StatusCode::OK);
    for key in ["", "a b", "ä"] {
        let refused = post(&ada, "/api/apps", key, &app("demo")).await;
        assert_eq!(
            refused.refusal(StatusCode::BAD_REQUEST).0,
            "INVALID_IDEMPOTENCY_KEY"
        );
    }
}

#[tokio::test]
async fn a_kept_reply_can_be_read_by_nobody_who_has_only_the_record() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    post(&ada, "/api/apps", "one", &app("demonstration"))
        .await
        .expect(StatusCode::OK);
    let kind = fp_server::store::RecordKind::IdempotencyKey;
    let (keys, _) = bed.platform.store.export(kind, None, 10).await.unwrap();
    let written = serde_json::to_string(&keys).unwrap();
    assert!(keys.len() == 1 && !written.contains("demonstration"), "{written}");
}

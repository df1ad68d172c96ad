//! API tokens: made, used and deleted by their owners.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::bed::{Bed, Client};

async fn create(client: &Client, request: Value) -> Value {
    client
        .post("/api/auth/tokens", request)
        .await
        .expect(StatusCode::OK)
}

#[tokio::test]
async fn a_token_is_shown_once_and_only_its_digest_is_kept() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let token = create(
        &ada,
        json!({"name": " ci ", "scopes": ["logs:read", "apps:read"], "expires_in_days": 1}),
    )
    .await;
    let secret = token["secret"].as_str().unwrap();
    assert!(secret.starts_with("fp_") && secret.len() == 67, "{secret}");
    let list = ada.get("/api/auth/tokens").await.expect(StatusCode::OK);
    assert_eq!(
        (&list[0]["name"], &list[0]["scopes"], &list[0]["last_used_at"]),
        (&json!("ci"), &json!(["apps:read", "logs:read"]), &json!(null))
    );
    assert!(!list.to_string().contains(secret));
    let record = bed
        .platform
        .store
        .api_tokens_of(&bed.user_id("ada").await)
        .await
        .unwrap();
    assert!(!format!("{record:?}").contains(&secret[3..]));
    bed.with_token(secret)
        .get("/api/apps")
        .await
        .expect(StatusCode::OK);
    crate::wait::until("the use is noted", async || {
        ada.get("/api/auth/tokens").await.body[0]["last_used_at"].is_string()
    })
    .await;
}

#[tokio::test]
async fn a_deleted_token_counts_no_more() {
    let bed = Bed::new().await;
    let (ada, eve) = (bed.signed_up("ada").await, bed.signed_up("eve").await);
    let token = create(&ada, json!({"name": "ci", "scopes": ["apps:read"]})).await;
    let client = bed.with_token(token["secret"].as_str().unwrap());
    let path = format!("/api/auth/tokens/{}", token["id"].as_str().unwrap());
    eve.delete(&path).await.expect(StatusCode::NOT_FOUND);
    client.get("/api/apps").await.expect(StatusCode::OK);
    ada.delete(&path).await.expect(StatusCode::OK);
    client.get("/api/apps").await.expect(StatusCode::UNAUTHORIZED);
    ada.delete(&path).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_a_token_cannot_be_is_refused() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    for (field, value) in [
        ("name", json!(" ")),
        ("scopes", json!([])),
        ("scopes", json!(["admin"])),
        ("scopes", json!(["everything"])),
        ("expires_in_days", json!(0)),
        ("expires_in_days", json!(100_000)),
    ] {
        let mut request = json!({"name": "ci", "scopes": ["apps:read"]});
        request[field] = value;
        let answer = ada.post("/api/auth/tokens", request.clone()).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{request}: {}",
            answer.body
        );
    }
    create(&ada, json!({"name": "ci", "scopes": ["apps:read"]})).await;
    let again = ada
        .post("/api/auth/tokens", json!({"name": "CI", "scopes": ["apps:read"]}))
        .await;
    assert_eq!(again.refusal(StatusCode::BAD_REQUEST).0, "TAKEN");
    for number in 1..50 {
        create(
            &ada,
            json!({"name": format!("t{number}"), "scopes": ["apps:read"]}),
        )
        .await;
    }
    let more = ada
        .post(
            "/api/auth/tokens",
            json!({"name": "more", "scopes": ["apps:read"]}),
        )
        .await;
    assert_eq!(more.refusal(StatusCode::BAD_REQUEST).0, "LIMIT_REACHED");
}

#[tokio::test]
async fn a_token_of_an_operator_needs_the_scope_of_operators() {
    let bed = Bed::new().await;
    let operator = bed.operator("root").await;
    let of = async |scope: &str| {
        let token = create(&operator, json!({"name": scope, "scopes": [scope]})).await;
        bed.with_token(token["secret"].as_str().unwrap())
    };
    let (admin, other) = (of("admin").await, of("apps:write").await);
    admin.get("/api/admin/users").await.expect(StatusCode::OK);
    assert_eq!(
        admin.get("/api/apps").await.refusal(StatusCode::FORBIDDEN).0,
        "SCOPE_REQUIRED"
    );
    assert_eq!(
        other
            .get("/api/admin/users")
            .await
            .refusal(StatusCode::FORBIDDEN)
            .0,
        "SCOPE_REQUIRED"
    );
}

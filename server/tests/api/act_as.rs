//! An operator who acts as somebody sees what he sees, reaches no further, and leaves a trace.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::bed::{Bed, Client, GOOD};

async fn act_as(bed: &Bed, operator: &Client, name: &str) -> Client {
    let path = format!("/api/admin/users/{}/act-as", bed.user_id(name).await);
    let token = operator.post(&path, json!({})).await.expect(StatusCode::OK);
    bed.with_token(token["access_token"].as_str().unwrap())
}

async fn entries(operator: &Client, query: &str) -> Vec<Value> {
    let answer = operator.get(&format!("/api/admin/audit?{query}")).await;
    answer.expect(StatusCode::OK).as_array().unwrap().clone()
}

#[tokio::test]
async fn an_acting_operator_sees_what_the_user_sees_and_every_request_is_audited() {
    let bed = Bed::new().await;
    let (operator, ada) = (bed.operator("root").await, bed.signed_up("ada").await);
    let app = ada.draft(GOOD).await;
    let acting = act_as(&bed, &operator, "ada").await;
    let apps = acting.get("/api/apps").await.expect(StatusCode::OK);
    assert_eq!(apps[0]["app_id"], json!(app));
    let (op, user) = (bed.user_id("root").await.0, bed.user_id("ada").await.0);
    let requests = entries(&operator, "action=act_as").await;
    assert_eq!(requests.len(), 1);
    assert_eq!(
        (
            &requests[0]["actor"],
            &requests[0]["actor_name"],
            &requests[0]["on_behalf_of"],
            &requests[0]["details"]
        ),
        (
            &json!(op),
            &json!("root"),
            &json!(user),
            &json!({"method": "GET", "path": "/api/apps"})
        )
    );
    let sessions = ada.get("/api/auth/sessions").await.expect(StatusCode::OK);
    assert_eq!(
        (&sessions[0]["operator"], &sessions[1]["operator"]),
        (&json!(op), &json!(null)),
        "the user sees it"
    );
}

#[tokio::test]
async fn an_acting_operator_reaches_neither_the_account_nor_the_platform() {
    let bed = Bed::new().await;
    let (operator, _other) = (bed.operator("root").await, bed.operator("other").await);
    let acting = act_as(&bed, &operator, "other").await;
    for (method, path) in [
        ("GET", "/api/auth/sessions"),
        ("GET", "/api/auth/tokens"),
        ("POST", "/api/auth/tokens"),
        ("PUT", "/api/auth/password"),
        ("PUT", "/api/auth/email"),
        ("DELETE", "/api/auth/me"),
        ("GET", "/api/admin/users"),
        ("GET", "/api/admin/audit"),
    ] {
        let answer = acting.send(method, path, json!({}).to_string().into()).await;
        assert_eq!(
            answer.refusal(StatusCode::FORBIDDEN).0,
            "SESSION_REQUIRED",
            "{method} {path}"
        );
    }
    assert_eq!(
        entries(&operator, "action=act_as").await.len(),
        8,
        "tries are audited too"
    );
    acting
        .post("/api/auth/logout", json!({}))
        .await
        .expect(StatusCode::OK);
    acting.get("/api/apps").await.expect(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn acting_ends_with_the_right_to_it() {
    let bed = Bed::new().await;
    let (first, second) = (bed.operator("first").await, bed.operator("second").await);
    bed.signed_up("ada").await;
    let acting = act_as(&bed, &first, "ada").await;
    acting.get("/api/apps").await.expect(StatusCode::OK);
    let path = format!("/api/admin/users/{}/admin", bed.user_id("first").await);
    let demote = json!({"is_admin": false}).to_string();
    second
        .send("PATCH", &path, demote.into())
        .await
        .expect(StatusCode::OK);
    acting.get("/api/apps").await.expect(StatusCode::UNAUTHORIZED);
    first.get("/api/apps").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn nobody_acts_as_himself_or_as_somebody_suspended() {
    let bed = Bed::new().await;
    let operator = bed.operator("root").await;
    bed.signed_up("ada").await;
    let act = async |id: &str| {
        operator
            .post(&format!("/api/admin/users/{id}/act-as"), json!({}))
            .await
    };
    act(&bed.user_id("root").await.0)
        .await
        .expect(StatusCode::BAD_REQUEST);
    act("nobody").await.expect(StatusCode::NOT_FOUND);
    let ada = bed.user_id("ada").await.0;
    let suspend = format!("/api/admin/users/{ada}/suspend");
    operator.post(&suspend, json!({})).await.expect(StatusCode::OK);
    act(&ada).await.expect(StatusCode::BAD_REQUEST);
}

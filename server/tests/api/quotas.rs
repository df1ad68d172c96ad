//! Quotas: read before they are hit, and never overrun.

use axum::http::StatusCode;
use fp_contract::quota::Quota;
use fp_server::store::{UserChange, UserId};
use serde_json::json;

use super::bed::{Bed, GOOD};

#[tokio::test]
async fn d34_apps_are_counted_and_limited() {
    let bed = Bed::with(|settings| settings.limits.apps = 2).await;
    let ada = bed.signed_up("ada").await;
    let quotas = ada.get("/api/quotas").await.expect(StatusCode::OK);
    assert_eq!(
        quotas,
        json!({
            "limits": {"apps": 2, "databases": 10, "tokens": 50, "templates": 100},
            "usage": {"apps": 0, "databases": 0, "tokens": 0, "templates": 0},
        })
    );
    let first = ada.draft(GOOD).await;
    let second = ada.draft(GOOD).await;
    let request = json!({"name": "third", "code": GOOD});
    let refused = ada.post("/api/apps", request).await;
    assert_eq!(refused.refusal(StatusCode::BAD_REQUEST).0, "LIMIT_REACHED");
    let refused = ada
        .send("POST", &format!("/api/apps/{first}/clone"), "".into())
        .await;
    assert_eq!(refused.refusal(StatusCode::BAD_REQUEST).0, "LIMIT_REACHED");
    ada.delete(&format!("/api/apps/{second}"))
        .await
        .expect(StatusCode::OK);
    ada.draft(GOOD).await;
    let full = ada
        .send("POST", &format!("/api/apps/{second}/restore"), "".into())
        .await;
    assert_eq!(full.refusal(StatusCode::BAD_REQUEST).0, "LIMIT_REACHED");
    let quotas = ada.get("/api/quotas").await.expect(StatusCode::OK);
    assert_eq!(quotas["usage"]["apps"], 2);
}

#[tokio::test]
async fn of_many_creates_at_once_only_as_many_as_allowed_succeed() {
    let bed = Bed::with(|settings| settings.limits.apps = 3).await;
    let ada = bed.signed_up("ada").await;
    let creates = (0..10).map(|_| {
        let ada = ada.clone();
        async move {
            let request = json!({"name": "demo", "code": GOOD, "deploy": false});
            ada.post("/api/apps", request).await.status
        }
    });
    let answers = futures_util::future::join_all(creates).await;
    let made = answers.iter().filter(|status| **status == StatusCode::OK);
    assert_eq!(made.count(), 3);
}

#[tokio::test]
async fn an_operator_may_allow_an_account_more() {
    let bed = Bed::with(|settings| settings.limits.apps = 0).await;
    let ada = bed.signed_up("ada").await;
    let me = ada.get("/api/auth/me").await.expect(StatusCode::OK);
    let change = UserChange {
        quota: Some(Some(Quota {
            apps: Some(1),
            ..Quota::default()
        })),
        ..UserChange::default()
    };
    let user = UserId(me["id"].as_str().unwrap().to_owned());
    bed.platform.store.change_user(&user, &change).await.unwrap();
    ada.draft(GOOD).await;
    let quotas = ada.get("/api/quotas").await.expect(StatusCode::OK);
    assert_eq!(
        (&quotas["limits"]["apps"], &quotas["usage"]["apps"]),
        (&json!(1), &json!(1))
    );
}

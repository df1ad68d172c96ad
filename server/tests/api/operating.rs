//! What operators set and see: settings, figures and everybody's templates.

use axum::http::StatusCode;
use fp_server::store::{AuditFilter, Page, UserChange};
use serde_json::json;

use super::bed::{Bed, Client, GOOD};

/// A client whose account operates the platform.
async fn operator(bed: &Bed) -> Client {
    let client = bed.signed_up("operator").await;
    let user = bed
        .platform
        .store
        .user_by_name("operator")
        .await
        .unwrap()
        .unwrap();
    let change = UserChange {
        is_admin: Some(true),
        ..UserChange::default()
    };
    bed.platform.store.change_user(&user.id, &change).await.unwrap();
    client
}

async fn audited(bed: &Bed, action: &str) -> usize {
    let filter = AuditFilter {
        action: Some(action.to_owned()),
        ..AuditFilter::default()
    };
    let page = Page {
        after: None,
        limit: 10,
    };
    bed.platform.store.audit(&filter, &page).await.unwrap().len()
}

#[tokio::test]
async fn settings_are_read_and_changed_and_count_at_once() {
    let bed = Bed::new().await;
    let operator = operator(&bed).await;
    let path = "/api/admin/settings";
    let settings = operator.get(path).await.expect(StatusCode::OK);
    assert_eq!(settings["allow_signups"], true);
    assert!(
        settings["allowed_imports"]
            .as_array()
            .unwrap()
            .contains(&json!("fastapi"))
    );
    let change = json!({"allow_signups": false, "allowed_imports": ["*", "numpy"]});
    let done = operator.put(path, change).await.expect(StatusCode::OK);
    assert_eq!(done, json!({"success": true}));
    let settings = operator.get(path).await.expect(StatusCode::OK);
    assert_eq!(settings["allow_signups"], false);
    assert!(
        settings["allowed_imports"]
            .as_array()
            .unwrap()
            .contains(&json!("numpy"))
    );
    let refused = bed
        .stranger()
        .post(
            "/api/auth/signup",
            json!({"username": "late", "email": "late@example.org", "password": "password of theirs"}),
        )
        .await;
    assert_eq!(refused.refusal(StatusCode::FORBIDDEN).0, "SIGNUPS_DISABLED");
    assert_eq!(audited(&bed, "settings.update").await, 1);
}

#[tokio::test]
async fn settings_that_make_no_sense_change_nothing() {
    let bed = Bed::new().await;
    let operator = operator(&bed).await;
    let before = operator.get("/api/admin/settings").await.expect(StatusCode::OK);
    for imports in [json!([]), json!(["  "]), json!(["not a module"])] {
        let change = json!({"allow_signups": false, "allowed_imports": imports});
        let answer = operator.put("/api/admin/settings", change).await;
        assert_eq!(answer.refusal(StatusCode::BAD_REQUEST).0, "INVALID_SETTINGS");
    }
    let half = operator
        .put("/api/admin/settings", json!({"allow_signups": false}))
        .await;
    half.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        operator.get("/api/admin/settings").await.expect(StatusCode::OK),
        before
    );
}

#[tokio::test]
async fn figures_count_what_there_is() {
    let bed = Bed::new().await;
    let operator = operator(&bed).await;
    let ada = bed.signed_up("ada").await;
    let kept = ada.draft(GOOD).await;
    let removed = ada.draft(GOOD).await;
    ada.delete(&format!("/api/apps/{removed}"))
        .await
        .expect(StatusCode::OK);
    let stats = operator.get("/api/admin/stats").await.expect(StatusCode::OK);
    assert_eq!(
        (&stats["users"], &stats["apps"], &stats["running_apps"]),
        (&json!(2), &json!(1), &json!(0))
    );
    assert_eq!(stats["recent_signups"][0]["username"], "ada");
    assert_eq!(stats["recent_deploys"].as_array().unwrap().len(), 1);
    assert_eq!(stats["recent_deploys"][0]["app_id"], json!(kept));
    assert!(stats["templates"].as_u64() >= Some(12) && stats["mongo"].is_object());
}

#[tokio::test]
async fn any_template_is_listed_changed_hidden_and_removed() {
    let bed = Bed::new().await;
    let (operator, ada) = (operator(&bed).await, bed.signed_up("ada").await);
    let mine = json!({"name": "Mine", "description": "What I begin with.", "code": GOOD});
    let mine = ada.post("/api/templates", mine).await.expect(StatusCode::OK);
    let list = operator.get("/api/admin/templates").await.expect(StatusCode::OK);
    assert_eq!(list.as_array().unwrap().last().unwrap(), &mine);
    let hidden = operator
        .put("/api/admin/templates/hello-api", json!({"is_hidden": true}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(hidden["is_hidden"], true);
    let path = format!("/api/admin/templates/{}", mine["id"].as_str().unwrap());
    let renamed = operator
        .put(&path, json!({"name": "Theirs"}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&renamed["name"], &renamed["user_id"]),
        (&json!("Theirs"), &mine["user_id"])
    );
    operator
        .put(&path, json!({}))
        .await
        .expect(StatusCode::BAD_REQUEST);
    operator.delete(&path).await.expect(StatusCode::OK);
    operator.delete(&path).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(
        (
            audited(&bed, "template.update").await,
            audited(&bed, "template.delete").await
        ),
        (2, 1)
    );
}

#[tokio::test]
async fn users_may_none_of_it() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    for path in ["/api/admin/settings", "/api/admin/stats", "/api/admin/templates"] {
        assert_eq!(
            ada.get(path).await.refusal(StatusCode::FORBIDDEN).0,
            "ADMIN_REQUIRED"
        );
    }
}

//! Creating, reading, deploying and deleting apps, as far as the record goes.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;

use super::bed::{BROKEN, Bed, GOOD, redacted};

#[tokio::test]
async fn a_draft_is_created_listed_and_read() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let id = ada.draft(GOOD).await;
    let list = ada.get("/api/apps").await.expect(StatusCode::OK);
    insta::assert_json_snapshot!("list", redacted(list));
    let mut detail = ada.get(&format!("/api/apps/{id}")).await.expect(StatusCode::OK);
    assert_eq!(detail["code"], GOOD);
    for field in ["code", "draft_code"] {
        detail[field] = json!("[code]");
    }
    insta::assert_json_snapshot!("detail", redacted(detail));
    let status = ada
        .get(&format!("/api/apps/{id}/status"))
        .await
        .expect(StatusCode::OK);
    insta::assert_json_snapshot!("status", redacted(status));
}

#[tokio::test]
async fn a_deploy_answers_with_the_deployment_to_follow() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let id = ada.draft(GOOD).await;
    let reply = ada
        .send("POST", &format!("/api/apps/{id}/deploy"), "".into())
        .await
        .expect(StatusCode::OK);
    assert_eq!(reply["app"]["condition"], "deploying");
    assert_eq!(reply["deployment"]["status"], "running");
    let deployment = reply["deployment"]["id"].as_str().unwrap();
    let read = ada
        .get(&format!("/api/apps/{id}/deployments/{deployment}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(read["revision"], reply["deployment"]["revision"]);
    let list = ada
        .get(&format!("/api/apps/{id}/deployments?limit=1"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(list["deployments"][0]["id"], deployment);
    ada.get(&format!("/api/apps/{id}/deployments/nothing"))
        .await
        .expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_deployment_of_another_app_is_not_found() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let (one, other) = (ada.draft(GOOD).await, ada.draft(GOOD).await);
    let reply = ada
        .post(&format!("/api/apps/{one}/deploy"), json!({}))
        .await
        .expect(StatusCode::OK);
    let deployment = reply["deployment"]["id"].as_str().unwrap();
    ada.get(&format!("/api/apps/{other}/deployments/{deployment}"))
        .await
        .expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn broken_code_is_refused_with_its_place_and_nothing_is_made() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let answer = ada
        .post("/api/apps", json!({"name": "demo", "code": BROKEN}))
        .await;
    let body = answer.expect(StatusCode::BAD_REQUEST);
    let detail = &body["detail"];
    assert_eq!(detail["code"], "VALIDATION_FAILED");
    assert!(
        detail["message"]
            .as_str()
            .unwrap()
            .starts_with("Code validation failed: "),
        "{body}"
    );
    assert_eq!(detail["details"]["file"], "app.py");
    assert!(detail["details"]["line"].is_u64() && detail["details"]["diagnostics"][0]["code"].is_string());
    assert_eq!(ada.get("/api/apps").await.expect(StatusCode::OK), json!([]));
}

#[tokio::test]
async fn d11_a_deleted_app_can_be_read_and_not_be_changed() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    for _ in 0..2 {
        let done = ada.delete(&path).await.expect(StatusCode::OK);
        assert_eq!(done["success"], true);
    }
    for read in [
        "",
        "/status",
        "/deploy-status",
        "/logs",
        "/versions",
        "/revisions",
        "/deployments",
    ] {
        ada.get(&format!("{path}{read}")).await.expect(StatusCode::OK);
    }
    assert_eq!(ada.get(&path).await.expect(StatusCode::OK)["status"], "deleted");
    let writes = [
        ("PUT", "", json!({"code": GOOD})),
        ("PUT", "/draft", json!({"code": GOOD})),
        ("POST", "/deploy", json!({})),
        ("POST", "/clone", json!({})),
        ("POST", "/rollback/0", json!({})),
        ("POST", "/activity", json!({})),
    ];
    for (method, write, body) in writes {
        let answer = ada
            .send(method, &format!("{path}{write}"), body.to_string().into())
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{write}: {}", answer.body);
    }
    assert_eq!(ada.get(&path).await.expect(StatusCode::OK)["status"], "deleted");
    assert_eq!(ada.get("/api/apps").await.expect(StatusCode::OK), json!([]));
}

/// The client hangs up as soon as its request is under way.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_is_done_although_the_client_vanished() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let request = json!({"name": "demo", "code": GOOD});
    // On a busy machine the request may be over at the first look; then there was nothing to hang up on.
    let _hung_up = tokio::time::timeout(Duration::ZERO, ada.post("/api/apps", request)).await;
    crate::wait::until("the app is there", async || {
        let list = ada.get("/api/apps").await.expect(StatusCode::OK);
        list[0]["latest_deployment"]["status"].is_string()
    })
    .await;
}

#[tokio::test]
async fn d34_names_are_bounded() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    for name in ["", "   ", "a\u{1b}[31m", &"x".repeat(101)] {
        let answer = ada.post("/api/apps", json!({"name": name, "code": GOOD})).await;
        let body = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(body["detail"][0]["loc"], json!(["body", "name"]), "{name:?}");
    }
}

#[tokio::test]
async fn code_is_checked_without_being_stored() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let good = ada
        .post("/api/apps/validate", json!({"code": GOOD}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(good["valid"], true);
    let broken = ada
        .post("/api/apps/validate", json!({"code": BROKEN}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (broken["valid"].as_bool(), broken["file"].as_str()),
        (Some(false), Some("app.py"))
    );
    let nothing = ada
        .post("/api/apps/validate", json!({}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(nothing["valid"], false);
    let path = format!("/api/apps/{}/validate", ada.draft(GOOD).await);
    let stored = ada.send("POST", &path, "".into()).await.expect(StatusCode::OK);
    assert_eq!(stored["valid"], true);
    let over = ada
        .post(&path, json!({"files": {"app.py": BROKEN}}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(over["valid"], false);
}

#[tokio::test]
async fn an_app_that_does_not_run_is_not_called() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}/proxy", ada.draft(GOOD).await);
    let answer = ada.post(&path, json!({})).await;
    assert_eq!(answer.refusal(StatusCode::BAD_REQUEST).0, "APP_NOT_RUNNING");
}

#[tokio::test]
async fn working_on_an_app_is_noted() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let before = ada.get(&path).await.expect(StatusCode::OK);
    ada.send("POST", &format!("{path}/activity"), "".into())
        .await
        .expect(StatusCode::OK);
    let after = ada.get(&path).await.expect(StatusCode::OK);
    assert!(after["last_activity"].as_str() > before["last_activity"].as_str());
}

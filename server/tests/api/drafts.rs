//! Saving what is edited: nothing is lost, and nothing is overwritten unseen.

use axum::http::StatusCode;
use serde_json::json;

use super::bed::{BROKEN, Bed, GOOD};

#[tokio::test]
async fn an_autosave_keeps_broken_code_and_a_save_refuses_it() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}/draft", ada.draft(GOOD).await);
    let refused = ada.put(&path, json!({"code": BROKEN})).await;
    assert_eq!(refused.refusal(StatusCode::BAD_REQUEST).0, "VALIDATION_FAILED");
    let kept = ada
        .put(&path, json!({"code": BROKEN, "validate": false}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (kept["code"].as_str(), kept["draft_version"].as_u64()),
        (Some(BROKEN), Some(2))
    );
}

#[tokio::test]
async fn an_edit_of_an_older_version_is_refused() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let id = ada.draft(GOOD).await;
    let path = format!("/api/apps/{id}/draft");
    let edit = |text: &str| json!({"code": text, "validate": false, "base_draft_version": 1});
    ada.put(&path, edit("mine")).await.expect(StatusCode::OK);
    let body = ada.put(&path, edit("theirs")).await.expect(StatusCode::CONFLICT);
    assert_eq!(body["detail"]["code"], "DRAFT_CONFLICT");
    assert_eq!(
        body["detail"]["details"],
        json!({"draft_version": 2, "base_draft_version": 1})
    );
    let deploy = json!({"files": {"app.py": GOOD}, "base_draft_version": 1});
    let refused = ada.post(&format!("/api/apps/{id}/deploy"), deploy).await;
    assert_eq!(refused.refusal(StatusCode::CONFLICT).0, "DRAFT_CONFLICT");
    assert_eq!(
        ada.get(&format!("/api/apps/{id}")).await.expect(StatusCode::OK)["code"],
        "mine"
    );
}

#[tokio::test]
async fn a_paste_too_large_to_deploy_is_kept() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let id = ada.draft(GOOD).await;
    let paste = "# pasted\n".repeat(70_000);
    let save = json!({"code": paste, "validate": false});
    ada.put(&format!("/api/apps/{id}/draft"), save)
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        ada.get(&format!("/api/apps/{id}")).await.expect(StatusCode::OK)["code"],
        paste
    );
    let refused = ada.post(&format!("/api/apps/{id}/deploy"), json!({})).await;
    assert_eq!(refused.refusal(StatusCode::BAD_REQUEST).0, "VALIDATION_FAILED");
}

#[tokio::test]
async fn any_text_is_kept_as_it_was() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let id = ada.draft(GOOD).await;
    let text = "\u{feff}tab\tCRLF\r\nNUL\0 escape\u{1b}[31m ß 漢 🦀 \u{202e}";
    ada.put(
        &format!("/api/apps/{id}/draft"),
        json!({"code": text, "validate": false}),
    )
    .await
    .expect(StatusCode::OK);
    assert_eq!(
        ada.get(&format!("/api/apps/{id}")).await.expect(StatusCode::OK)["code"],
        text
    );
}

#[tokio::test]
async fn several_files_turn_a_single_file_app_into_one_of_many() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let id = ada.draft(GOOD).await;
    let path = format!("/api/apps/{id}/draft");
    let same = ada
        .put(&path, json!({"files": {"app.py": GOOD}}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (same["mode"].as_str(), same["code"].as_str()),
        (Some("single"), Some(GOOD))
    );
    let files = json!({"app.py": GOOD, "static/a.css": "b {}"});
    let many = ada
        .put(&path, json!({"files": files}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (many["mode"].as_str(), &many["files"], &many["code"]),
        (Some("multi"), &files, &json!(null))
    );
    let refused = ada.put(&path, json!({"code": GOOD})).await;
    assert_eq!(refused.refusal(StatusCode::BAD_REQUEST).0, "INVALID_REQUEST");
    let outside = ada
        .put(
            &path,
            json!({"files": {"app.py": GOOD, "../x.py": ""}, "validate": false}),
        )
        .await;
    assert_eq!(outside.refusal(StatusCode::BAD_REQUEST).0, "INVALID_REQUEST");
}

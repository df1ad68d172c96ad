//! The trash: what is deleted can be had back until it is purged.

use axum::http::StatusCode;
use fp_server::platform::trash;
use fp_server::store::AppId;
use serde_json::{Value, json};

use super::bed::{Bed, Client, GOOD};

async fn trashed(client: &Client) -> Vec<String> {
    let list = client.get("/api/apps/trash").await.expect(StatusCode::OK);
    let list = list.as_array().unwrap();
    list.iter()
        .map(|app| app["app_id"].as_str().unwrap().to_owned())
        .collect()
}

/// Waits until nothing of the app is left in the record.
async fn gone(bed: &Bed, id: &str) {
    let id = AppId(id.to_owned());
    crate::wait::until("the app is purged", async || {
        bed.platform.store.app(&id).await.unwrap().is_none()
    })
    .await;
}

#[tokio::test]
async fn a_deleted_app_is_restored_with_its_code() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let id = ada.draft(GOOD).await;
    let path = format!("/api/apps/{id}");
    let not_there = ada.send("POST", &format!("{path}/restore"), "".into()).await;
    assert_eq!(not_there.refusal(StatusCode::BAD_REQUEST).0, "INVALID_REQUEST");
    ada.delete(&path).await.expect(StatusCode::OK);
    let list = ada.get("/api/apps/trash").await.expect(StatusCode::OK);
    assert_eq!(
        (list[0]["app_id"].as_str(), list[0]["status"].as_str()),
        (Some(id.as_str()), Some("deleted"))
    );
    assert!(list[0]["purge_at"].as_str() > list[0]["deleted_at"].as_str());
    let app = ada
        .send("POST", &format!("{path}/restore"), "".into())
        .await
        .expect(StatusCode::OK);
    assert_eq!(app["condition"], "draft");
    assert_eq!(trashed(&ada).await, Vec::<String>::new());
    assert_eq!(ada.get(&path).await.expect(StatusCode::OK)["code"], GOOD);
    assert_eq!(ada.get("/api/apps").await.expect(StatusCode::OK)[0]["app_id"], id);
}

#[tokio::test]
async fn a_purged_app_is_gone_for_good() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let id = ada.draft(GOOD).await;
    let path = format!("/api/apps/{id}");
    let early = ada.delete(&format!("{path}/purge")).await;
    assert_eq!(early.refusal(StatusCode::BAD_REQUEST).0, "INVALID_REQUEST");
    ada.delete(&path).await.expect(StatusCode::OK);
    ada.delete(&format!("{path}/purge")).await.expect(StatusCode::OK);
    for (method, rest) in [("GET", ""), ("POST", "/restore"), ("DELETE", "/purge")] {
        ada.send(method, &format!("{path}{rest}"), "".into())
            .await
            .expect(StatusCode::NOT_FOUND);
    }
    assert_eq!(trashed(&ada).await, Vec::<String>::new());
    gone(&bed, &id).await;
}

#[tokio::test]
async fn the_trash_empties_itself_after_its_time() {
    let bed = Bed::with(|settings| settings.trash_days = 0).await;
    let ada = bed.signed_up("ada").await;
    let (old, kept) = (ada.draft(GOOD).await, ada.draft(GOOD).await);
    ada.delete(&format!("/api/apps/{old}"))
        .await
        .expect(StatusCode::OK);
    crate::wait::until("the old app is purged", async || {
        trash::empty(&bed.platform).await.unwrap();
        bed.platform
            .store
            .app(&AppId(old.clone()))
            .await
            .unwrap()
            .is_none()
    })
    .await;
    ada.get(&format!("/api/apps/{kept}")).await.expect(StatusCode::OK);
}

/// An app that counts its starts in its data folder.
const COUNTING: &str = "
import os
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()
count = Path(os.environ['APP_DATA_DIR']) / 'count'
count.write_text(count.read_text() + 'x' if count.exists() else 'x')


@app.get('/')
def home() -> dict[str, str]:
    return {'starts': count.read_text(), 'names': ','.join(sorted(os.environ))}
";

async fn until_live(client: &Client, path: &str) {
    crate::wait::until("the app is live", async || {
        let app = client.get(path).await.expect(StatusCode::OK);
        assert_ne!(app["condition"], "failed", "{app}");
        app["condition"] == "live"
    })
    .await;
}

async fn home(client: &Client, path: &str) -> Value {
    let answer = client.post(&format!("{path}/proxy"), json!({})).await;
    answer.expect(StatusCode::OK)["body"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_app_answers_again_with_its_data() {
    let bed = Bed::running().await;
    let ada = bed.signed_up("ada").await;
    let request = json!({"name": "demo", "code": COUNTING});
    let app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
    let id = app["app_id"].as_str().unwrap();
    let path = format!("/api/apps/{id}");
    until_live(&ada, &path).await;
    assert_eq!(home(&ada, &path).await["starts"], "x");
    ada.delete(&path).await.expect(StatusCode::OK);
    crate::wait::until("nothing runs", async || {
        let seen = bed.platform.runtime.observe(&AppId(id.to_owned())).await;
        seen.unwrap().revision_id.is_none()
    })
    .await;
    ada.send("POST", &format!("{path}/restore"), "".into())
        .await
        .expect(StatusCode::OK);
    until_live(&ada, &path).await;
    assert_eq!(home(&ada, &path).await["starts"], "xx");
    ada.delete(&path).await.expect(StatusCode::OK);
    ada.delete(&format!("{path}/purge")).await.expect(StatusCode::OK);
    gone(&bed, id).await;
    bed.platform.runtime.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d05_a_removed_variable_is_gone_from_the_running_app() {
    let bed = Bed::running().await;
    let ada = bed.signed_up("ada").await;
    let request = json!({"name": "demo", "code": COUNTING, "env_vars": {"STAYS": "1", "GOES": "2"}});
    let app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
    let path = format!("/api/apps/{}", app["app_id"].as_str().unwrap());
    until_live(&ada, &path).await;
    let names = async || home(&ada, &path).await["names"].as_str().unwrap().to_owned();
    assert!(names().await.contains("GOES"));
    ada.put(&path, json!({"env_vars": {"STAYS": "1"}}))
        .await
        .expect(StatusCode::OK);
    until_live(&ada, &path).await;
    let names = names().await;
    assert!(names.contains("STAYS") && !names.contains("GOES"), "{names}");
    bed.platform.runtime.shut_down().await;
}

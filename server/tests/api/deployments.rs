//! Deployments: followed by request, and given up.

use std::time::Duration;

use axum::http::StatusCode;
use fp_server::platform::apps;
use fp_server::store::{AppId, DeploymentEnd};
use serde_json::json;

use super::bed::{Bed, GOOD};

#[tokio::test]
async fn a_deployment_is_canceled_once_and_what_was_live_stays() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let deploy = async |code: &str| {
        let request = json!({"files": {"app.py": code}});
        let reply = ada.post(&format!("{path}/deploy"), request).await;
        reply.expect(StatusCode::OK)["deployment"].clone()
    };
    let first = deploy(GOOD).await;
    let store = &bed.platform.store;
    store
        .end_deployment(first["id"].as_str().unwrap(), &DeploymentEnd::Live)
        .await
        .unwrap();
    let second = deploy(&GOOD.replace("first", "second")).await;
    let cancel = format!("{path}/deployments/{}/cancel", second["id"].as_str().unwrap());
    let canceled = ada.send("POST", &cancel, "".into()).await.expect(StatusCode::OK);
    assert_eq!(
        (canceled["status"].as_str(), canceled["failure"]["kind"].as_str()),
        (Some("failed"), Some("canceled"))
    );
    let app = ada.get(&path).await.expect(StatusCode::OK);
    assert_eq!(app["live_revision"], first["revision"]);
    let again = ada.send("POST", &cancel, "".into()).await;
    assert_eq!(again.refusal(StatusCode::CONFLICT).0, "DEPLOYMENT_OVER");
    let live = format!("{path}/deployments/{}/cancel", first["id"].as_str().unwrap());
    let refused = ada.send("POST", &live, "".into()).await;
    assert_eq!(refused.refusal(StatusCode::CONFLICT).0, "DEPLOYMENT_OVER");
    let missing = format!("{path}/deployments/nothing/cancel");
    ada.send("POST", &missing, "".into())
        .await
        .expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_follower_hears_of_the_end_at_once() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let id = ada.draft(GOOD).await;
    let reply = ada
        .post(&format!("/api/apps/{id}/deploy"), json!({}))
        .await
        .expect(StatusCode::OK);
    let deployment = reply["deployment"]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/apps/{id}/deployments/{deployment}");
    let known = ada
        .get(&format!("{path}?wait=20&stages=0"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(known["stages"][0]["name"], "record", "there are more than none");
    let follower = {
        let (ada, path) = (ada.clone(), path.clone());
        tokio::spawn(async move { ada.get(&format!("{path}?wait=30")).await.expect(StatusCode::OK) })
    };
    let me = ada.get("/api/auth/me").await.expect(StatusCode::OK);
    let user = fp_server::store::UserId(me["id"].as_str().unwrap().to_owned());
    apps::cancel(&bed.platform, &user, &AppId(id), &deployment)
        .await
        .unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(10), follower).await;
    assert_eq!(ended.unwrap().unwrap()["status"], "failed");
    for wait in ["31", "-1", "soon"] {
        ada.get(&format!("{path}?wait={wait}"))
            .await
            .expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

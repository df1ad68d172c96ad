//! Names, variables and databases of an app.

use std::sync::Arc;

use axum::http::StatusCode;
use fp_server::platform::vault::Vault;
use fp_server::platform::{Platform, Settings, apps};
use fp_server::store::{AppId, DeploymentEnd};
use serde_json::json;

use super::bed::{Bed, GOOD};

#[tokio::test]
async fn d06_variables_alone_are_deployed_with_the_live_code_and_never_with_the_draft() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let reply = ada
        .post(&format!("{path}/deploy"), json!({}))
        .await
        .expect(StatusCode::OK);
    let live = reply["deployment"]["id"].as_str().unwrap();
    bed.platform
        .store
        .end_deployment(live, &DeploymentEnd::Live)
        .await
        .unwrap();
    let unfinished = json!({"code": "unfinished = (", "validate": false});
    ada.put(&format!("{path}/draft"), unfinished)
        .await
        .expect(StatusCode::OK);

    let app = ada
        .put(&path, json!({"env_vars": {"GREETING": "hello"}}))
        .await
        .expect(StatusCode::OK);

    let deployed = bed
        .platform
        .store
        .revision(app["latest_deployment"]["revision"].as_str().unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(deployed.files["app.py"], GOOD);
    assert_eq!(deployed.env_names, ["GREETING"]);
    assert_eq!(app["has_unpublished_changes"], true);
    let detail = ada.get(&path).await.expect(StatusCode::OK);
    assert_eq!(
        (detail["code"].as_str(), &detail["env_vars"]),
        (Some("unfinished = ("), &json!({"GREETING": "hello"}))
    );
}

#[tokio::test]
async fn without_live_code_variables_are_only_stored() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let app = ada
        .put(&path, json!({"env_vars": {"A": "1"}}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (app["condition"].as_str(), &app["latest_deployment"]),
        (Some("draft"), &json!(null))
    );
    assert_eq!(
        ada.get(&path).await.expect(StatusCode::OK)["env_vars"],
        json!({"A": "1"})
    );
}

#[tokio::test]
async fn values_are_sealed_in_the_record() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let request =
        json!({"name": "demo", "code": GOOD, "deploy": false, "env_vars": {"SECRET": "in the clear"}});
    let app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
    let id = AppId(app["app_id"].as_str().unwrap().to_owned());
    let record = bed.platform.store.app(&id).await.unwrap().unwrap();
    assert!(!record.env["SECRET"].contains("in the clear"));
}

#[tokio::test]
async fn code_can_be_read_although_the_secret_key_changed() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let id = AppId(ada.draft(GOOD).await);
    ada.put(&format!("/api/apps/{id}"), json!({"env_vars": {"A": "1"}}))
        .await
        .expect(StatusCode::OK);
    let settings = Settings {
        secret_key: "another".to_owned(),
        vault: Vault::new("another"),
        ..Settings::clone(&bed.platform.settings)
    };
    let restarted = Platform {
        settings: Arc::new(settings),
        ..bed.platform.clone()
    };
    let user = bed.platform.store.user_by_name("ada").await.unwrap().unwrap().id;
    let detail = apps::read(&restarted, &user, &id).await.unwrap();
    assert_eq!((detail.code.as_deref(), detail.env_vars), (Some(GOOD), None));
}

#[tokio::test]
async fn a_new_name_deploys_nothing() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let app = ada
        .put(&path, json!({"name": "  other  "}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (app["name"].as_str(), &app["latest_deployment"]),
        (Some("other"), &json!(null))
    );
}

#[tokio::test]
async fn what_cannot_be_set_is_refused_and_nothing_changes() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let refused = [
        (json!({}), "INVALID_REQUEST"),
        (
            json!({"name": "new", "database_id": "somebody's"}),
            "INVALID_DATABASE",
        ),
        (json!({"name": "new", "code": "("}), "VALIDATION_FAILED"),
    ];
    for (request, code) in refused {
        let answer = ada.put(&path, request.clone()).await;
        assert_eq!(answer.refusal(StatusCode::BAD_REQUEST).0, code, "{request}");
    }
    assert_eq!(ada.get(&path).await.expect(StatusCode::OK)["name"], "demo");
}

#[tokio::test]
async fn new_code_is_deployed_and_becomes_the_draft() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let code = GOOD.replace("first", "second");
    let app = ada.put(&path, json!({"code": code})).await.expect(StatusCode::OK);
    assert_eq!(
        (
            app["condition"].as_str(),
            app["has_unpublished_changes"].as_bool()
        ),
        (Some("deploying"), Some(false))
    );
    assert_eq!(ada.get(&path).await.expect(StatusCode::OK)["code"], code);
}

#[tokio::test]
async fn d19_names_that_belong_to_the_platform_cannot_be_set() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    for name in [
        "CODE_PATH",
        "PLATFORM_MONGO_URI",
        "APP_ID",
        "PYTHONPATH",
        "LD_PRELOAD",
        "A B",
    ] {
        let env = json!({name: "x"});
        let answer = ada
            .put(&path, json!({"name": "new", "env_vars": env.clone()}))
            .await;
        let body = answer.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(body["detail"][0]["loc"], json!(["body", "env_vars"]), "{name}");
        let create = json!({"name": "new", "code": GOOD, "env_vars": env});
        ada.post("/api/apps", create)
            .await
            .expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(ada.get(&path).await.expect(StatusCode::OK)["name"], "demo");
}

#[tokio::test]
async fn d34_variables_are_bounded() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let many: serde_json::Map<_, _> = (0..101).map(|number| (format!("A{number}"), json!(""))).collect();
    for env in [
        json!(many),
        json!({"A": "x".repeat(32 * 1024 + 1)}),
        json!({"A": "a\0b"}),
    ] {
        ada.put(&path, json!({"env_vars": env}))
            .await
            .expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn d18_a_good_deploy_clears_the_message_of_a_bad_one() {
    let bed = Bed::running().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let ended = async |code: &str| {
        let request = json!({"files": {"app.py": code}});
        let reply = ada
            .post(&format!("{path}/deploy"), request)
            .await
            .expect(StatusCode::OK);
        let id = reply["deployment"]["id"].as_str().unwrap().to_owned();
        ada.get(&format!("{path}/deployments/{id}?wait=30"))
            .await
            .expect(StatusCode::OK);
        ada.get(&path).await.expect(StatusCode::OK)
    };
    let app = ended(&format!("{GOOD}\n1 / 0\n")).await;
    let message = app["error_message"].as_str().unwrap();
    assert!(message.contains("ZeroDivisionError"), "{app}");
    let app = ended(GOOD).await;
    assert_eq!(
        (
            &app["error_message"],
            &app["last_error"],
            app["condition"].as_str()
        ),
        (&json!(null), &json!(null), Some("live"))
    );
    bed.platform.runtime.shut_down().await;
}

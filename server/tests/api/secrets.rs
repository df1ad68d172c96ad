//! Secrets and `.env` files: what is set, what the app gets, and that no reply shows a secret's value.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use fp_server::api;
use serde_json::{Value, json};

use super::bed::{Bed, Client, GOOD};

const VALUE: &str = "nobody-may-read-this";

async fn secrets(client: &Client, path: &str) -> Vec<String> {
    let list = client
        .get(&format!("{path}/secrets"))
        .await
        .expect(StatusCode::OK);
    let list = list["secrets"].as_array().unwrap().clone();
    list.iter()
        .inspect(|secret| assert!(secret["set_at"].is_string(), "{secret}"))
        .map(|secret| secret["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn env(client: &Client, path: &str) -> Value {
    client.get(path).await.expect(StatusCode::OK)["env_vars"].clone()
}

#[tokio::test]
async fn a_secret_is_set_listed_and_removed() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let secret = format!("{path}/secrets/API_KEY");
    ada.put(&secret, json!({"value": VALUE}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(secrets(&ada, &path).await, ["API_KEY"]);
    assert_eq!(env(&ada, &path).await, json!({}));
    ada.put(&secret, json!({"value": "another"}))
        .await
        .expect(StatusCode::OK);
    ada.delete(&secret).await.expect(StatusCode::OK);
    assert_eq!(secrets(&ada, &path).await, Vec::<String>::new());
    ada.delete(&secret).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_name_is_a_variable_or_a_secret_and_never_the_platforms() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    ada.put(&path, json!({"env_vars": {"PLAIN": "1"}}))
        .await
        .expect(StatusCode::OK);
    ada.put(&format!("{path}/secrets/HIDDEN"), json!({"value": VALUE}))
        .await
        .expect(StatusCode::OK);
    for name in ["PLAIN", "PYTHONPATH", "PLATFORM_MONGO_URI", "1X"] {
        ada.put(&format!("{path}/secrets/{name}"), json!({"value": VALUE}))
            .await
            .expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
    ada.put(&path, json!({"env_vars": {"HIDDEN": "1"}}))
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(env(&ada, &path).await, json!({"PLAIN": "1"}));
    assert_eq!(secrets(&ada, &path).await, ["HIDDEN"]);
}

#[tokio::test]
async fn many_secrets_set_at_once_are_all_kept() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let set = (0..8).map(|number| {
        let (ada, path) = (ada.clone(), format!("{path}/secrets/S{number}"));
        async move {
            ada.put(&path, json!({"value": VALUE}))
                .await
                .expect(StatusCode::OK)
        }
    });
    futures_util::future::join_all(set).await;
    assert_eq!(secrets(&ada, &path).await.len(), 8);
}

#[tokio::test]
async fn d15_no_reply_shows_the_value_of_a_secret() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let request = json!({"name": "demo", "code": GOOD, "env_vars": {"PLAIN": "1"}});
    let app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
    let id = app["app_id"].as_str().unwrap();
    let set = ada
        .put(
            &format!("/api/apps/{id}/secrets/API_KEY"),
            json!({"value": VALUE}),
        )
        .await
        .expect(StatusCode::OK);
    let revision = set["latest_deployment"]["revision"].as_str().unwrap();
    let deployment = set["latest_deployment"]["id"].as_str().unwrap();
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path
            .replace("{app_id}", id)
            .replace("{revision}", revision)
            .replace("{other}", "draft")
            .replace("{deployment_id}", deployment)
            .replace("{version_index}", "0")
            .replace("{name}", "PLAIN");
        // What ends the app comes last; streams are handshakes.
        let methods = methods.as_object().unwrap().keys();
        for method in methods.filter(|method| *method != "delete" && !path.contains("/auth/")) {
            let answer = ada
                .send(&method.to_uppercase(), &path, json!({}).to_string().into())
                .await;
            assert!(
                !answer.body.to_string().contains(VALUE),
                "{method} {path}: {}",
                answer.body
            );
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked}");
    let record = bed
        .platform
        .store
        .app(&fp_server::store::AppId(id.to_owned()))
        .await
        .unwrap()
        .unwrap();
    assert!(!record.secrets["API_KEY"].contains(VALUE));
}

#[tokio::test]
async fn a_clone_has_the_names_of_the_secrets_and_not_their_values() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    ada.put(&format!("{path}/secrets/API_KEY"), json!({"value": VALUE}))
        .await
        .expect(StatusCode::OK);
    let clone = ada
        .send("POST", &format!("{path}/clone"), "".into())
        .await
        .expect(StatusCode::OK);
    let path = format!("/api/apps/{}", clone["app_id"].as_str().unwrap());
    assert_eq!(secrets(&ada, &path).await, ["API_KEY"]);
}

#[tokio::test]
async fn an_env_file_sets_variables_and_secrets() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    ada.put(&path, json!({"env_vars": {"OLD": "1", "TOKEN": "plain"}}))
        .await
        .expect(StatusCode::OK);
    let text = "# settings\nexport GREETING='hello world'\nTOKEN=\"two\\nlines\"\n";
    let import = format!("{path}/env/import");
    let reply = ada
        .post(&import, json!({"text": text, "secrets": ["TOKEN"]}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&reply["variables"], &reply["secrets"], &reply["removed"]),
        (&json!(["GREETING"]), &json!(["TOKEN"]), &json!(["TOKEN"]))
    );
    assert_eq!(
        env(&ada, &path).await,
        json!({"GREETING": "hello world", "OLD": "1"})
    );
    assert_eq!(secrets(&ada, &path).await, ["TOKEN"]);

    // As text, replacing; a name that is a secret stays one.
    let request = Request::post(format!("{import}?replace=true"))
        .header("content-type", "text/plain")
        .header("authorization", format!("Bearer {}", ada.token.clone().unwrap()))
        .body(Body::from("NEW=1\nTOKEN=changed\n"))
        .unwrap();
    let reply = ada.request(request).await.expect(StatusCode::OK);
    assert_eq!(
        (&reply["variables"], &reply["secrets"], &reply["removed"]),
        (&json!(["NEW"]), &json!(["TOKEN"]), &json!(["GREETING", "OLD"]))
    );
    assert_eq!(env(&ada, &path).await, json!({"NEW": "1"}));
    assert_eq!(secrets(&ada, &path).await, ["TOKEN"]);

    for refused in [
        json!({"text": "no equals sign"}),
        json!({"text": "LD_PRELOAD=x"}),
        json!({"text": "A=1", "secrets": ["B"]}),
    ] {
        ada.post(&import, refused)
            .await
            .expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(env(&ada, &path).await, json!({"NEW": "1"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_app_gets_its_secrets() {
    let bed = Bed::running().await;
    let ada = bed.signed_up("ada").await;
    let code = "import os\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/')\ndef home() -> int:\n    return len(os.environ.get('API_KEY', ''))\n";
    let request = json!({"name": "demo", "code": code});
    let app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
    let path = format!("/api/apps/{}", app["app_id"].as_str().unwrap());
    let answers = async |length: usize| {
        crate::wait::until("the app has the secret", async || {
            let answer = ada.post(&format!("{path}/proxy"), json!({})).await;
            answer.status == StatusCode::OK && answer.body["body"] == length
        })
        .await;
    };
    answers(0).await;
    ada.put(&format!("{path}/secrets/API_KEY"), json!({"value": VALUE}))
        .await
        .expect(StatusCode::OK);
    answers(VALUE.len()).await;
    ada.delete(&format!("{path}/secrets/API_KEY"))
        .await
        .expect(StatusCode::OK);
    answers(0).await;
    bed.platform.runtime.shut_down().await;
}

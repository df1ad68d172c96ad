//! What needs an app that runs.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::bed::{Bed, Client};

const APP: &str = "
from fastapi import Body, FastAPI

app = FastAPI()


@app.get('/')
def home() -> dict[str, str]:
    print('hello from the app')
    return {'word': 'first'}


@app.post('/echo')
def echo(items: list[int] = Body()) -> list[int]:
    return items
";

/// Asks until the app is as wanted.
async fn until(client: &Client, path: &str, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let mut body = Value::Null;
    crate::wait::until(what, async || {
        body = client.get(path).await.expect(StatusCode::OK);
        wanted(&body)
    })
    .await;
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_goes_live_is_called_and_logs() {
    let bed = Bed::running().await;
    let ada = bed.signed_up("ada").await;
    let app = ada
        .post("/api/apps", json!({"name": "demo", "code": APP}))
        .await
        .expect(StatusCode::OK);
    let path = format!("/api/apps/{}", app["app_id"].as_str().unwrap());
    let live = until(&ada, &path, "the deployment ends", |app| {
        app["condition"] != "deploying"
    })
    .await;
    assert_eq!(
        (live["condition"].as_str(), live["status"].as_str()),
        (Some("live"), Some("running")),
        "{live:#}"
    );
    assert_eq!(live["deployed_code"], APP);
    let status = ada.get(&format!("{path}/status")).await.expect(StatusCode::OK);
    assert_eq!(
        (
            status["deployment_ready"].as_bool(),
            status["pod_status"].as_str()
        ),
        (Some(true), Some("Running"))
    );

    let answer = ada
        .post(&format!("{path}/proxy"), json!({}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (answer["status_code"].as_u64(), &answer["body"]),
        (Some(200), &json!({"word": "first"}))
    );
    let list = json!({"method": "post", "path": "/echo", "body": [1, 2]});
    let answer = ada
        .post(&format!("{path}/proxy"), list)
        .await
        .expect(StatusCode::OK);
    assert_eq!(answer["body"], json!([1, 2]));
    assert!(
        answer["url"].as_str().unwrap().ends_with(".localhost:8700/echo"),
        "{answer}"
    );

    let seen = ada.get(&format!("{path}/instances")).await.expect(StatusCode::OK);
    let instances = seen["instances"].as_array().unwrap();
    assert_eq!(instances.len(), 1, "{seen:#}");
    assert_eq!(
        (&instances[0]["state"], &instances[0]["restarts"]),
        (&json!("answering"), &json!(0))
    );

    let said = |logs: &Value| logs["logs"].to_string().contains("hello from the app");
    until(&ada, &format!("{path}/logs"), "the line is there", said).await;
    bed.platform.runtime.shut_down().await;
}

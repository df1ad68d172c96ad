//! Apps and the databases they use, run for real.

use std::sync::Arc;

use axum::http::StatusCode;
use fp_server::databases::mongo::MongoDatabases;
use fp_server::store::AppId;
use http_body_util::BodyExt as _;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};

use super::{create, server};
use crate::api::bed::{Bed, Client};
use crate::wait::until;

/// An app that keeps notes in its database and tells who it is there.
const NOTES: &str = r#"
import os

from fastapi import FastAPI
from pymongo import MongoClient

app = FastAPI()
database = MongoClient(os.environ["PLATFORM_MONGO_URI"]).get_default_database()


@app.get("/")
def home() -> dict[str, str | int]:
    database.notes.insert_one({"text": "kept"})
    status = database.client.admin.command("connectionStatus")
    user = status["authInfo"]["authenticatedUsers"][0]["user"]
    return {"database": database.name, "login": user, "notes": database.notes.count_documents({})}
"#;

/// Code without a database, which is told whether it was given one anyway.
const PLAIN: &str = r#"
import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def home() -> dict[str, bool]:
    return {"given": any("mongodb" in value for value in os.environ.values())}
"#;

async fn deployed(client: &Client, code: &str, database: Option<&str>) -> String {
    let request = json!({"name": "demo", "code": code, "database_id": database});
    let app = client.post("/api/apps", request).await.expect(StatusCode::OK);
    app["app_id"].as_str().unwrap().to_owned()
}

async fn in_condition(client: &Client, app: &str, condition: &str) -> Value {
    let mut last = Value::Null;
    until(&format!("{app} to be {condition}"), async || {
        last = client
            .get(&format!("/api/apps/{app}"))
            .await
            .expect(StatusCode::OK);
        last["condition"] == condition
    })
    .await;
    last
}

/// What the app answers to `GET /`.
async fn ask(bed: &Bed, app: &str) -> Value {
    let connection = bed
        .platform
        .runtime
        .connect(&AppId(app.to_owned()))
        .await
        .unwrap();
    let (mut sender, driver) = hyper::client::conn::http1::handshake(TokioIo::new(connection))
        .await
        .unwrap();
    tokio::spawn(driver);
    let request = hyper::Request::get("/")
        .header("host", "app")
        .body(String::new())
        .unwrap();
    let reply = sender.send_request(request).await.unwrap();
    let bytes = reply.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&bytes)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d01_an_app_gets_its_own_databases_login_and_others_get_none() {
    let Some(server) = server() else { return };
    let bed = Bed::running_with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    let user = super::id_of(&ada).await;
    let own = create(&ada, "own").await;
    let (default, named, plain) = (
        deployed(&ada, NOTES, None).await,
        deployed(&ada, NOTES, Some(&own)).await,
        deployed(&ada, PLAIN, None).await,
    );
    for (app, id) in [(&default, "default"), (&named, own.as_str())] {
        in_condition(&ada, app, "live").await;
        let login = format!("user_{user}_{id}");
        let expected = json!({"database": login, "login": login, "notes": 1});
        assert_eq!(ask(&bed, app).await, expected);
    }
    in_condition(&ada, &plain, "live").await;
    assert_eq!(ask(&bed, &plain).await, json!({"given": false}));
    bed.platform.runtime.shut_down().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d01_without_its_own_login_an_app_is_refused_and_not_given_another() {
    // Nobody listens on a port that was just given back: the login cannot be made.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let engine = MongoDatabases::at(&format!("mongodb://platform:secret@127.0.0.1:{port}")).unwrap();
    let bed = Bed::running_with_databases(Arc::new(engine)).await;
    let ada = bed.signed_up("ada").await;
    let app = deployed(&ada, NOTES, None).await;

    let failed = in_condition(&ada, &app, "failed").await;

    assert_eq!(failed["failure"]["kind"], "database_unavailable");
    let message = failed["failure"]["message"].as_str().unwrap();
    assert!(
        message.contains("the app's database cannot be used") && !message.contains("secret"),
        "{message}"
    );
    let observed = bed.platform.runtime.observe(&AppId(app)).await.unwrap();
    assert_eq!(observed.revision_id, None);
    bed.platform.runtime.shut_down().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_gives_running_apps_the_new_password() {
    let Some(server) = server() else { return };
    let bed = Bed::running_with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    let app = deployed(&ada, NOTES, None).await;
    in_condition(&ada, &app, "live").await;
    assert_eq!(ask(&bed, &app).await["notes"], 1);
    let before = bed
        .platform
        .runtime
        .observe(&AppId(app.clone()))
        .await
        .unwrap()
        .instance;

    let rotated = ada
        .post("/api/databases/default/rotate", Value::Null)
        .await
        .expect(StatusCode::OK);

    assert_eq!(rotated["restarted_apps"], json!([app]));
    until("a fresh instance", async || {
        let now = bed
            .platform
            .runtime
            .observe(&AppId(app.clone()))
            .await
            .unwrap()
            .instance;
        now.is_some() && now != before
    })
    .await;
    in_condition(&ada, &app, "live").await;
    assert_eq!(ask(&bed, &app).await["notes"], 2);
    bed.platform.runtime.shut_down().await;
}

//! A server without `MONGO_URI` runs a `mongod` of its own, as soon as an app needs it and no longer than itself.

use std::path::Path;

use fp_contract::app::Condition;
use serde_json::{Value, json};

use super::client::Client;
use super::mongo;
use super::server::{Server, until};

/// An app that keeps notes in its database.
const NOTES: &str = r#"
import os

from fastapi import FastAPI
from pymongo import MongoClient

app = FastAPI()
database = MongoClient(os.environ["PLATFORM_MONGO_URI"]).get_default_database()


@app.post("/")
def add() -> dict[str, int]:
    database.notes.insert_one({"text": "kept"})
    return {"notes": database.notes.count_documents({})}


@app.get("/")
def home() -> dict[str, int]:
    return {"notes": database.notes.count_documents({})}
"#;

/// The process of the private server, when there is one.
fn mongod(data_dir: &Path) -> Option<u32> {
    let id: u32 = std::fs::read_to_string(data_dir.join("mongo/mongod.pid"))
        .ok()?
        .trim()
        .parse()
        .ok()?;
    let command = std::fs::read(format!("/proc/{id}/cmdline")).ok()?;
    (!command.is_empty()).then_some(id)
}

async fn notes(client: &Client, app: &str, method: &str) -> Value {
    until("the app to answer", async || {
        let reply = client.to_app(app, method, "/").send().await.ok()?;
        if reply.status() != 200 {
            return None;
        }
        reply.json().await.ok()
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_private_mongod_serves_apps_and_outlives_no_killed_server() {
    let Some(program) = mongo::program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let variables = [("FP_MONGOD", program.to_str().unwrap())];
    let mut server = Server::start_with(folder.path(), &variables).await;
    let client = server.owner(folder.path());
    assert_eq!(mongod(folder.path()), None, "nothing needs it yet");

    let files = [("app.py".to_owned(), NOTES.to_owned())].into();
    let app = client.create("notes", &files, "app.py").await.app_id;
    let deployment = client.deploy(&app, &files).await;
    let ended = client.ended(&deployment).await;
    assert_eq!(ended.failure, None);
    assert_eq!(notes(&client, &app, "POST").await, json!({"notes": 1}));
    let list: Value = client.ask("GET", "/api/databases", Value::Null).await;
    assert_eq!(list["available"], true);
    assert!(mongod(folder.path()).is_some());

    server.kill();
    until("mongod to end with its server", async || {
        mongod(folder.path()).is_none().then_some(())
    })
    .await;

    let server = Server::start_with(folder.path(), &variables).await;
    let client = server.owner(folder.path());
    client.in_condition(&app, Condition::Live).await;
    assert_eq!(notes(&client, &app, "GET").await, json!({"notes": 1}));
}

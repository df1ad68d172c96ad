//! What an owner does with an app from the first deploy to its end, and what visitors see meanwhile.

use std::collections::BTreeMap;

use fp_contract::app::{App, Condition};
use fp_contract::log::LogReply;
use serde_json::{Value, json};

use super::bed::Bed;
use super::visitor::OFTEN;
use crate::server::until;

/// Says a word, a variable, and whether there is a second file.
fn app_files(word: &str, extra: bool) -> BTreeMap<String, String> {
    let code = format!(
        r#"
import importlib.util
import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def say() -> str:
    print("somebody asked for {word}", flush=True)
    return "{word}"


@app.get("/variable")
def variable() -> str:
    return os.environ.get("COLOUR", "none")


@app.get("/file")
def file() -> bool:
    return importlib.util.find_spec("extra") is not None
"#
    );
    let mut files = BTreeMap::from([("app.py".to_owned(), code)]);
    if extra {
        files.insert("extra.py".to_owned(), "WORD = 1\n".to_owned());
    }
    files
}

/// Deploys with these variables.
async fn set_variables(bed: &Bed, app_id: &str, variables: Value) {
    let app: App = bed
        .client
        .ask(
            "PUT",
            &format!("/api/apps/{app_id}"),
            json!({"env_vars": variables}),
        )
        .await;
    bed.lives(&app.latest_deployment.unwrap()).await;
}

/// Waits until the app answers this to `GET path`.
async fn sees(bed: &Bed, app_id: &str, path: &str, text: &str) {
    until(&format!("{path} to answer {text}"), async || {
        (bed.visitor.get(app_id, path).await == (200, text.to_owned())).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a node: deploy/testbed/kube"]
async fn an_app_from_the_first_deploy_to_its_end() {
    let bed = Bed::start().await;
    let app_id = bed
        .client
        .create("walk", &app_files("first", true), "app.py")
        .await
        .app_id;
    assert_eq!(bed.client.app(&app_id).await.app.condition, Condition::Draft);
    assert!(bed.objects(&app_id).await.is_empty(), "a draft needs no cluster");

    let first = bed.client.deploy(&app_id, &app_files("first", true)).await;
    bed.lives(&first).await;
    bed.visitor.sees(&app_id, "first").await;
    bed.agrees(&app_id).await;
    let pods = bed.pods(&app_id).await;

    let second = bed.client.deploy(&app_id, &app_files("second", true)).await;
    bed.lives(&second).await;
    assert_eq!(
        bed.visitor.get(&app_id, "/").await,
        (200, "\"second\"".to_owned())
    );
    assert_eq!(
        bed.pods(&app_id).await,
        pods,
        "an edit is pushed into the pod there is"
    );
    bed.agrees(&app_id).await;

    set_variables(&bed, &app_id, json!({"COLOUR": "green"})).await;
    sees(&bed, &app_id, "/variable", "\"green\"").await;
    set_variables(&bed, &app_id, json!({})).await;
    sees(&bed, &app_id, "/variable", "\"none\"").await;

    sees(&bed, &app_id, "/file", "true").await;
    let without = bed.client.deploy(&app_id, &app_files("second", false)).await;
    bed.lives(&without).await;
    sees(&bed, &app_id, "/file", "false").await;
    bed.agrees(&app_id).await;
    logs_have(&bed, &app_id, "somebody asked for second").await;

    wakes_for_a_visitor(&bed, &app_id).await;
    is_deleted(&bed, &app_id).await;
}

async fn logs_have(bed: &Bed, app_id: &str, message: &str) {
    until("the app's lines to be in its log", async || {
        let path = format!("/api/apps/{app_id}/logs?tail_lines=1000");
        let log: LogReply = bed.client.ask("GET", &path, Value::Null).await;
        log.logs.iter().any(|line| line.message == message).then_some(())
    })
    .await;
}

async fn wakes_for_a_visitor(bed: &Bed, app_id: &str) {
    bed.sleep(app_id).await;
    let app = bed.client.app(app_id).await.app;
    assert_eq!(app.condition, Condition::Asleep);
    let route = &bed.objects(app_id).await[&format!("IngressRoute app-{app_id}")];
    assert_eq!(
        route.data["spec"]["routes"][0]["services"][0]["name"],
        "fp-server"
    );
    let (first, second) = tokio::join!(bed.visitor.get(app_id, "/"), bed.visitor.get(app_id, "/"));
    assert_eq!(first, (200, "\"second\"".to_owned()));
    assert_eq!(second, first);
    bed.client.in_condition(app_id, Condition::Live).await;
    bed.agrees(app_id).await;
}

async fn is_deleted(bed: &Bed, app_id: &str) {
    let path = format!("/api/apps/{app_id}");
    let _deleted: Value = bed.client.ask("DELETE", &path, Value::Null).await;
    until("the deleted app to have no pod", async || {
        bed.pods(app_id).await.is_empty().then_some(())
    })
    .await;
    let _purged: Value = bed
        .client
        .ask("DELETE", &format!("{path}/purge"), Value::Null)
        .await;
    until("nothing of the app to be left", async || {
        (bed.objects(app_id).await.is_empty() && bed.pods(app_id).await.is_empty()).then_some(())
    })
    .await;
    until("Traefik to know it no more", async || {
        (bed.visitor.get(app_id, "/").await.0 == 404).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a node: deploy/testbed/kube"]
async fn no_visitor_is_lost_while_an_app_is_edited() {
    let bed = Bed::start().await;
    let app_id = bed.app("first").await;
    let load = bed.visitor.keep_visiting(&app_id, 2, OFTEN);
    for edit in 0..10 {
        bed.deploy(&app_id, &format!("edit{edit}")).await;
    }
    set_variables(&bed, &app_id, json!({"COLOUR": "green"})).await;
    bed.deploy(&app_id, "last").await;
    let (answered, failed) = load.end();
    assert_eq!(failed, 0, "of {answered} visits");
    assert!(answered > 0);
    bed.visitor.sees(&app_id, "last").await;
}

//! Apps that misbehave while they are live: they harm nobody else, and nothing is lost.

use std::collections::BTreeMap;

use fp_contract::app::Condition;
use fp_contract::deployment::DeploymentStatus;
use fp_contract::log::LogReply;
use serde_json::Value;

use super::client::Client;
use super::server::{Server, until};

const HEAD: &str = "import os\nimport sys\nimport time\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/\")\ndef say() -> str:\n    return \"here\"\n\n\n";

async fn live(client: &Client, name: &str, rest: &str) -> String {
    let files = BTreeMap::from([("app.py".to_owned(), format!("{HEAD}{rest}"))]);
    let app_id = client.create(name, &files, "app.py").await.app_id;
    let deployment = client.deploy(&app_id, &files).await;
    let ended = client.ended(&deployment).await;
    assert_eq!(
        ended.status,
        DeploymentStatus::Live,
        "{name}: {:?}",
        ended.failure
    );
    app_id
}

async fn last_lines(client: &Client, app_id: &str, lines: usize) -> LogReply {
    client
        .ask(
            "GET",
            &format!("/api/apps/{app_id}/logs?tail_lines={lines}"),
            Value::Null,
        )
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_lines_is_numbered_without_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path()).await;
    let client = server.owner(folder.path());
    let flood = "@app.get(\"/flood\")\ndef flood() -> int:\n    for number in range(100_000):\n        print(f\"line {number}\")\n    return 100_000\n";
    let app_id = live(&client, "flood", flood).await;
    assert_eq!(client.get(&app_id, "/flood").await, (200, "100000".to_owned()));
    let reply = until("the last line to arrive", async || {
        let reply = last_lines(&client, &app_id, 1000).await;
        reply
            .logs
            .iter()
            .any(|record| record.message == "line 99999")
            .then_some(reply)
    })
    .await;
    let sequences: Vec<u64> = reply.logs.iter().map(|record| record.sequence).collect();
    assert!(
        sequences.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "{sequences:?}"
    );
    assert!(*sequences.last().unwrap() >= 100_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_never_ends_delays_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with(folder.path(), &[("FP_DRAIN_SECONDS", "1")]).await;
    let client = server.owner(folder.path());
    let hang = "@app.get(\"/hang\")\ndef hang() -> None:\n    time.sleep(1000)\n";
    let app_id = live(&client, "hang", hang).await;
    let hanging = tokio::spawn(client.to_app(&app_id, "GET", "/hang").send());
    assert_eq!(client.get(&app_id, "/").await.0, 200);
    let files = BTreeMap::from([("app.py".to_owned(), HEAD.replace("here", "newer"))]);
    let deployment = client.deploy(&app_id, &files).await;
    assert_eq!(client.ended(&deployment).await.status, DeploymentStatus::Live);
    assert_eq!(client.get(&app_id, "/").await, (200, "\"newer\"".to_owned()));
    let _cut_off_or_a_gateway_error = hanging.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d04_an_app_that_exits_again_and_again_is_never_green() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path()).await;
    let client = server.owner(folder.path());
    let exit = "@app.get(\"/exit\")\ndef exit() -> None:\n    os._exit(5)\n";
    let app_id = live(&client, "exit", exit).await;
    for _ in 0..2 {
        client.in_condition(&app_id, Condition::Live).await;
        let _no_answer = client.to_app(&app_id, "GET", "/exit").send().await;
    }
    let app = client.in_condition(&app_id, Condition::Crashed).await;
    assert!(app.app.error_message.unwrap().contains('5'));
    until("it to answer again", async || {
        (client.get(&app_id, "/").await.0 == 200).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_app_that_forks_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path()).await;
    let client = server.owner(folder.path());
    // By a name the checker cannot follow: it advises against forking, and the runtime has to cope all the same.
    let fork = "def find(name: str):\n    return getattr(os, name)\n\n\n@app.get(\"/fork\")\ndef fork() -> int:\n    pid = find(\"fork\")()\n    if pid == 0:\n        time.sleep(1000)\n    return pid\n";
    let app_id = live(&client, "fork", fork).await;
    let (_, pid) = client.get(&app_id, "/fork").await;
    let process = format!("/proc/{pid}");
    assert!(std::path::Path::new(&process).exists());
    let _: Value = client
        .ask("DELETE", &format!("/api/apps/{app_id}"), Value::Null)
        .await;
    until("the forked process to be gone", async || {
        (!std::path::Path::new(&process).exists()).then_some(())
    })
    .await;
}

//! `kill -9` of the server at ten points of a deployment: every app converges, drafts are whole.

use std::collections::BTreeMap;

use fp_contract::app::Condition;
use fp_contract::deployment::{DeploymentStatus, StageName};
use fp_contract::event::Event;
use serde_json::json;

use super::client::{Client, Events, next_event};
use super::server::{Server, until};

/// When the server is killed.
#[derive(Clone, Copy, Debug)]
enum Point {
    /// The deploy request is on its way.
    Asked,
    /// The deploy was acknowledged.
    Acknowledged,
    /// This stage was announced.
    Stage(StageName),
    /// The deployment was announced live.
    Live,
    /// The server was killed at `Import` and again as soon as it answered.
    TwiceAtOnce,
    /// The server was killed at `Check` and again while it brought the app up.
    TwiceLater,
}

const POINTS: [Point; 10] = [
    Point::Asked,
    Point::Acknowledged,
    Point::Stage(StageName::Push),
    Point::Stage(StageName::Import),
    Point::Stage(StageName::Start),
    Point::Stage(StageName::Check),
    Point::Stage(StageName::Switch),
    Point::Live,
    Point::TwiceAtOnce,
    Point::TwiceLater,
];

fn app_that_says(word: &str) -> BTreeMap<String, String> {
    let code = format!(
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/\")\ndef say() -> str:\n    return \"{word}\"\n"
    );
    BTreeMap::from([("app.py".to_owned(), code)])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d16_a_killed_server_converges() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path()).await;
    let client = server.owner(folder.path());
    let app_id = client
        .create("crash", &app_that_says("first"), "app.py")
        .await
        .app_id;
    let first = client.deploy(&app_id, &app_that_says("first")).await;
    assert_eq!(client.ended(&first).await.status, DeploymentStatus::Live);
    let mut answered = "first".to_owned();
    for (index, point) in POINTS.into_iter().enumerate() {
        let word = format!("word{index}");
        let acknowledged = deploy_and_kill(&mut server, folder.path(), &app_id, &word, point).await;
        server = recover(folder.path(), &app_id, point).await;
        answered = converged(
            &server.owner(folder.path()),
            &app_id,
            &word,
            &answered,
            acknowledged,
            point,
        )
        .await;
    }
}

/// Deploys `word` and kills the server at `point`; whether the deploy was acknowledged.
async fn deploy_and_kill(
    server: &mut Server,
    folder: &std::path::Path,
    app_id: &str,
    word: &str,
    point: Point,
) -> bool {
    let client = server.owner(folder);
    let mut events = client.events().await;
    assert!(matches!(
        next_event(&mut events).await,
        Some(Event::Snapshot { .. })
    ));
    let path = format!("/api/apps/{app_id}/deploy");
    let body = json!({"files": app_that_says(word)});
    let request = tokio::spawn(async move { client.send("POST".parse().unwrap(), &path, &body).await });
    let acknowledged = match point {
        Point::Asked => {
            tokio::task::yield_now().await;
            server.kill();
            return request.await.unwrap().is_ok();
        }
        _ => request.await.unwrap().is_ok(),
    };
    wait_for(&mut events, point).await;
    server.kill();
    acknowledged
}

async fn wait_for(events: &mut Events, point: Point) {
    let stage = match point {
        Point::Asked | Point::Acknowledged => return,
        Point::Stage(stage) => Some(stage),
        Point::TwiceAtOnce => Some(StageName::Import),
        Point::TwiceLater => Some(StageName::Check),
        Point::Live => None,
    };
    loop {
        let event = next_event(events)
            .await
            .expect("the server lives until it is killed");
        let Event::Deployment { deployment } = event else {
            continue;
        };
        let reached = deployment.stages.iter().map(|stage| stage.name).max();
        if deployment.status.is_final() || (stage.is_some() && reached >= stage) {
            return;
        }
    }
}

async fn recover(folder: &std::path::Path, app_id: &str, point: Point) -> Server {
    let mut server = Server::start(folder).await;
    match point {
        Point::TwiceAtOnce => server.kill(),
        Point::TwiceLater => {
            let mut events = server.owner(folder).events().await;
            next_event(&mut events).await;
            server.kill();
        }
        _ => return server,
    }
    let server = Server::start(folder).await;
    assert_eq!(server.owner(folder).app(app_id).await.app.app_id, app_id);
    server
}

/// Waits until the app is settled, and returns the word it answers.
async fn converged(
    client: &Client,
    app_id: &str,
    asked: &str,
    before: &str,
    acknowledged: bool,
    point: Point,
) -> String {
    let app = client.in_condition(app_id, Condition::Live).await;
    let answer = until("the app to answer", async || {
        let (status, text) = client.get(app_id, "/").await;
        (status == 200).then(|| text.trim_matches('"').to_owned())
    })
    .await;
    let expected: &[&str] = if acknowledged { &[asked] } else { &[asked, before] };
    assert!(
        expected.contains(&answer.as_str()),
        "{point:?}: answers {answer}, asked for {expected:?}"
    );
    assert_eq!(
        app.editable_files(),
        app_that_says(&answer),
        "{point:?}: the draft"
    );
    assert_eq!(
        app.app.latest_deployment.unwrap().status,
        DeploymentStatus::Live,
        "{point:?}"
    );
    answer
}

//! `kill -9` of the server at ten points of a deployment: every app converges, drafts are whole.

use fp_contract::app::Condition;
use fp_contract::deployment::DeploymentStatus;

use super::apps::app_that_says;
use super::client::{Client, next_event};
use super::kill_points::{POINTS, Point, deploy_and_kill};
use super::server::{Server, until};

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
        let client = server.owner(folder.path());
        let acknowledged = deploy_and_kill(&mut server, &client, &app_id, &word, point).await;
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

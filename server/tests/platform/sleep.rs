//! Apps that are stopped, asleep, restarted or ended by themselves, and the requests that come for them meanwhile.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use fp_contract::app::{App, Condition};
use fp_contract::deployment::DeploymentStatus;
use serde_json::{Value, json};

use super::client::Client;
use super::server::{Server, until};

/// Says its process id; `/exit` ends it.
const APP: &str = "import os\n\nfrom fastapi import FastAPI, Request\n\napp = FastAPI()\n\n\n@app.get(\"/\")\ndef say() -> int:\n    return os.getpid()\n\n\n@app.post(\"/count\")\nasync def count(request: Request) -> int:\n    return len(await request.body())\n\n\n@app.get(\"/exit\")\ndef leave() -> None:\n    os._exit(3)\n";

struct Scene {
    folder: tempfile::TempDir,
    server: Server,
    client: Client,
    app_id: String,
}

impl Scene {
    /// A server with an app that answers.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(folder.path()).await;
        let client = server.owner(folder.path());
        let files = BTreeMap::from([("app.py".to_owned(), APP.to_owned())]);
        let app_id = client.create("sleeper", &files, "app.py").await.app_id;
        let deployment = client.deploy(&app_id, &files).await;
        assert_eq!(client.ended(&deployment).await.status, DeploymentStatus::Live);
        Self {
            folder,
            server,
            client,
            app_id,
        }
    }

    /// `POST /api/apps/{app_id}/{operation}`, which must succeed.
    async fn ask(&self, operation: &str) -> App {
        let path = format!("/api/apps/{}/{operation}", self.app_id);
        self.client.ask("POST", &path, json!({})).await
    }

    async fn get(&self, path: &str) -> (u16, String) {
        self.client.get(&self.app_id, path).await
    }

    /// What a browser gets.
    async fn browse(&self) -> reqwest::Response {
        let request = self.client.to_app(&self.app_id, "GET", "/");
        request
            .header("accept", "text/html,*/*;q=0.8")
            .send()
            .await
            .unwrap()
    }

    /// Waits until nothing runs for the app any more.
    async fn quiet(&self) {
        let path = format!("/api/apps/{}/logs", self.app_id);
        until("the app to be gone", async || {
            let logs: Value = self.client.ask("GET", &path, Value::Null).await;
            let name = logs["pod_name"].as_str()?;
            (name == format!("app-{}", self.app_id)).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_request_wakes_an_app_and_is_answered() {
    let scene = Scene::new().await;
    assert_eq!(scene.ask("sleep").await.condition, Condition::Asleep);
    scene.quiet().await;
    let still = scene.client.app(&scene.app_id).await.app;
    assert_eq!(still.condition, Condition::Asleep);
    let body = "x".repeat(300_000);
    let request = scene.client.to_app(&scene.app_id, "POST", "/count").body(body);
    let (posted, others) = tokio::join!(
        request.send(),
        futures_util::future::join_all((0..20).map(|_| scene.get("/")))
    );
    assert_eq!(posted.unwrap().text().await.unwrap(), "300000");
    assert!(others.iter().all(|(status, _)| *status == 200), "{others:?}");
    assert!(
        others.windows(2).all(|two| two[0] == two[1]),
        "one instance: {others:?}"
    );
    scene.client.in_condition(&scene.app_id, Condition::Live).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_app_stays_stopped_until_it_is_started() {
    let mut scene = Scene::new().await;
    assert_eq!(scene.ask("stop").await.condition, Condition::Stopped);
    scene.quiet().await;
    let begun = Instant::now();
    let (status, text) = scene.get("/").await;
    assert_eq!(status, 503);
    assert!(text.contains("stopped by its owner"), "{text}");
    assert!(begun.elapsed() < Duration::from_secs(3), "nothing is held for it");
    scene.server.kill();
    scene.server = Server::start(scene.folder.path()).await;
    scene.client = scene.server.owner(scene.folder.path());
    assert_eq!(
        scene.client.app(&scene.app_id).await.app.condition,
        Condition::Stopped
    );
    assert_eq!(scene.get("/").await.0, 503);
    scene.ask("start").await;
    assert_eq!(scene.get("/").await.0, 200, "the request is held while it starts");
    scene.client.in_condition(&scene.app_id, Condition::Live).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_makes_a_fresh_instance_and_drops_no_request() {
    let scene = Scene::new().await;
    let mut seen = vec![scene.get("/").await];
    for _ in 0..3 {
        let before = seen.last().unwrap().clone();
        scene.ask("restart").await;
        until("another instance to answer", async || {
            let answer = scene.get("/").await;
            assert_eq!(answer.0, 200, "{answer:?}");
            (answer != before).then(|| seen.push(answer))
        })
        .await;
    }
    scene.client.in_condition(&scene.app_id, Condition::Live).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_held_while_the_server_brings_an_app_up() {
    let mut scene = Scene::new().await;
    scene.server.kill();
    scene.server = Server::start(scene.folder.path()).await;
    scene.client = scene.server.owner(scene.folder.path());
    assert_eq!(scene.get("/").await.0, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_held_between_an_exit_and_the_restart() {
    let scene = Scene::new().await;
    // The request that ends the app is sent once more, because it may be, and ends the next one as well.
    assert_eq!(scene.get("/exit").await.0, 502);
    for _ in 0..5 {
        assert_eq!(scene.get("/").await.0, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_is_shown_a_page_that_reloads_when_it_takes_long() {
    let scene = Scene::new().await;
    let slow = APP.replace("import os\n", "import os\nimport time\n\ntime.sleep(6)\n");
    let files = BTreeMap::from([("app.py".to_owned(), slow)]);
    let deployment = scene.client.deploy(&scene.app_id, &files).await;
    assert_eq!(
        scene.client.ended(&deployment).await.status,
        DeploymentStatus::Live
    );
    scene.ask("sleep").await;
    scene.quiet().await;
    let begun = Instant::now();
    let (page, (status, _)) = tokio::join!(
        async {
            let page = scene.browse().await;
            (begun.elapsed(), page)
        },
        scene.get("/")
    );
    let (after, page) = page;
    assert_eq!(page.status(), 503);
    assert_eq!(page.headers()["retry-after"], "1");
    assert!((2..6).contains(&after.as_secs()), "{after:?}");
    let text = page.text().await.unwrap();
    assert!(
        text.contains("http-equiv=\"refresh\"") && text.contains("waking up"),
        "{text}"
    );
    assert_eq!(status, 200, "a program is not shown the page but waits");
    assert_eq!(scene.browse().await.status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_an_app_with_a_live_revision_is_started_restarted_or_put_to_sleep() {
    let scene = Scene::new().await;
    let files = BTreeMap::from([("app.py".to_owned(), APP.to_owned())]);
    let draft = scene.client.create("draft", &files, "app.py").await.app_id;
    for (operation, expected) in [("start", 400), ("restart", 400), ("sleep", 400), ("stop", 200)] {
        let path = format!("/api/apps/{draft}/{operation}");
        let (status, body) = scene
            .client
            .send("POST".parse().unwrap(), &path, &json!({}))
            .await
            .unwrap();
        assert_eq!(status, expected, "{operation}: {body}");
    }
}

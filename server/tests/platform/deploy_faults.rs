//! Deployments of broken code: what answered before goes on answering, and the app says why.

use std::collections::BTreeMap;

use fp_contract::app::Condition;
use fp_contract::deployment::{Deployment, DeploymentStatus};

use super::client::Client;
use super::server::{Server, until};

const GOOD: &str = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/\")\ndef say() -> str:\n    return \"good\"\n";

fn one_file(code: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("app.py".to_owned(), code.to_owned())])
}

struct Scene {
    client: Client,
    app_id: String,
    good_revision: String,
    _server: Server,
    _folder: tempfile::TempDir,
}

/// A server whose limits are short, with a good app live on it.
async fn scene() -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let limits = [("FP_START_SECONDS", "2"), ("FP_HEALTH_SECONDS", "1")];
    let server = Server::start_with(folder.path(), &limits).await;
    let client = server.owner(folder.path());
    let app_id = client.create("faults", &one_file(GOOD), "app.py").await.app_id;
    let deployment = client.deploy(&app_id, &one_file(GOOD)).await;
    let live = client.ended(&deployment).await;
    assert_eq!(live.status, DeploymentStatus::Live, "{:?}", live.failure);
    Scene {
        client,
        app_id,
        good_revision: live.revision,
        _server: server,
        _folder: folder,
    }
}

/// Deploys `code`, which must fail, while the good revision goes on answering.
async fn fails(scene: &Scene, code: &str) -> Deployment {
    let deployment = scene.client.deploy(&scene.app_id, &one_file(code)).await;
    let ended = scene.client.ended(&deployment).await;
    assert_eq!(ended.status, DeploymentStatus::Failed);
    still_good(scene).await;
    ended
}

async fn still_good(scene: &Scene) {
    let app = scene
        .client
        .in_condition(&scene.app_id, Condition::Previous)
        .await;
    assert_eq!(
        app.app.live_revision.as_deref(),
        Some(scene.good_revision.as_str())
    );
    assert!(app.app.error_message.is_some());
    assert_eq!(
        scene.client.get(&scene.app_id, "/").await,
        (200, "\"good\"".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_raises_names_file_and_line() {
    let scene = scene().await;
    let code = format!("{GOOD}\nraise RuntimeError(\"no luck\")\n");
    let failure = fails(&scene, &code).await.failure.unwrap();
    assert_eq!(
        (failure.kind.as_str(), failure.file.as_deref(), failure.line),
        ("import_error", Some("app.py"), Some(10))
    );
    assert!(failure.message.contains("no luck"), "{}", failure.message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_app_that_never_becomes_healthy_is_given_up() {
    let scene = scene().await;
    let code = format!(
        "{GOOD}\n\n@app.get(\"/health\", status_code=503)\ndef health() -> str:\n    return \"not yet\"\n"
    );
    let failure = fails(&scene, &code).await.failure.unwrap();
    assert_eq!(failure.kind, "unhealthy");
    assert!(failure.message.contains("503"), "{}", failure.message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_blocks_is_given_up() {
    let scene = scene().await;
    let code = format!("import time\n{GOOD}\ntime.sleep(1000)\n");
    assert_eq!(fails(&scene, &code).await.failure.unwrap().kind, "import_timeout");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_app_that_exits_after_it_went_live_goes_back() {
    let scene = scene().await;
    let code = format!("import os\nimport threading\n{GOOD}\nthreading.Timer(10, os._exit, [7]).start()\n");
    let deployment = scene.client.deploy(&scene.app_id, &one_file(&code)).await;
    assert_eq!(
        scene.client.ended(&deployment).await.status,
        DeploymentStatus::Live
    );
    let ended = until("the deployment to be called failed", async || {
        let now = scene.client.ended(&deployment).await;
        (now.status == DeploymentStatus::Failed).then_some(now)
    })
    .await;
    let failure = ended.failure.unwrap();
    assert_eq!((failure.kind.as_str(), failure.exit_code), ("exited", Some(7)));
    still_good(&scene).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d04_a_first_deployment_that_fails_leaves_nothing_green() {
    let scene = scene().await;
    let broken = one_file(&format!("{GOOD}\nraise RuntimeError(\"no luck\")\n"));
    let app_id = scene.client.create("never", &broken, "app.py").await.app_id;
    let deployment = scene.client.deploy(&app_id, &broken).await;
    assert_eq!(
        scene.client.ended(&deployment).await.status,
        DeploymentStatus::Failed
    );
    let app = scene.client.in_condition(&app_id, Condition::Failed).await;
    assert_eq!(app.app.live_revision, None);
    assert_eq!(scene.client.get(&app_id, "/").await.0, 503);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d21_what_the_checker_lets_through_the_runner_runs() {
    let scene = scene().await;
    for app in [
        "app=FastAPI()",
        "app : FastAPI = FastAPI( title = \"x\" )",
        "def create_app():\n    return FastAPI()",
    ] {
        let code = format!("from fastapi import FastAPI\n\n{app}\n");
        let deployment = scene.client.deploy(&scene.app_id, &one_file(&code)).await;
        let ended = scene.client.ended(&deployment).await;
        assert_eq!(ended.status, DeploymentStatus::Live, "{app}: {:?}", ended.failure);
        assert_eq!(scene.client.get(&scene.app_id, "/docs").await.0, 200, "{app}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_deployment_takes_the_place_of_one_under_way() {
    let scene = scene().await;
    let slow = format!("import time\n{GOOD}\ntime.sleep(1000)\n");
    let first = scene.client.deploy(&scene.app_id, &one_file(&slow)).await;
    let newer = one_file(&GOOD.replace("good", "newer"));
    let second = scene.client.deploy(&scene.app_id, &newer).await;
    assert_eq!(scene.client.ended(&second).await.status, DeploymentStatus::Live);
    assert_eq!(
        scene.client.ended(&first).await.status,
        DeploymentStatus::Superseded
    );
    assert_eq!(
        scene.client.get(&scene.app_id, "/").await,
        (200, "\"newer\"".to_owned())
    );
}

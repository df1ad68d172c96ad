//! What was acknowledged is there, whatever happens to the process.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use fp_server::store::{AppId, DeploymentEnd};

use crate::engine::{Engine, open_at};
use crate::samples::{an_app, deployment, edit, files};

/// Tells the child process which store to write to.
const ADDRESS: &str = "STORE_CONTRACT_ADDRESS";

pub(crate) async fn everything_is_there_after_reopening(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let new = deployment(&app.id, "live");
    store.create_deployment(&new).await.unwrap();
    store.end_deployment(&new.id, &DeploymentEnd::Live).await.unwrap();
    let saved = store
        .save_draft(&app.id, &edit("unfinished", None))
        .await
        .unwrap();
    drop(store);
    let store = engine.open().await;
    assert_eq!(store.app(&app.id).await.unwrap(), Some(saved));
    assert_eq!(store.draft(&app.id).await.unwrap().files, files("unfinished"));
    assert_eq!(
        store.revision(&new.revision.id()).await.unwrap(),
        Some(new.revision)
    );
}

/// A process that saves drafts is killed in the middle of it; every save it was told of is there.
pub(crate) async fn a_killed_process_loses_nothing_acknowledged(engine: &impl Engine) {
    const SAVES: u64 = 200;
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    drop(store);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "durability::saves_until_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(ADDRESS, format!("{}|{}", engine.address(), app.id))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut acknowledged = 0;
    for line in output.lines() {
        let line = line.unwrap();
        if let Some(version) = line.rsplit_once("saved ").map(|(_, version)| version) {
            acknowledged = version.parse().unwrap();
        }
        if acknowledged >= SAVES {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(acknowledged >= SAVES, "the child ended early");
    let store = engine.open().await;
    let draft = store.draft(&app.id).await.unwrap();
    assert!(
        draft.version >= acknowledged,
        "{} < {acknowledged}",
        draft.version
    );
    assert_eq!(draft.files, files(&format!("save {}", draft.version)));
}

#[tokio::test]
#[ignore = "run by a_killed_process_loses_nothing_acknowledged"]
async fn saves_until_killed() {
    let Ok(value) = std::env::var(ADDRESS) else { return };
    let (address, app) = value.split_once('|').unwrap();
    let (store, app) = (open_at(address).await, AppId(app.to_owned()));
    for version in 2.. {
        let text = format!("save {version}");
        let saved = store
            .save_draft(&app, &edit(&text, Some(version - 1)))
            .await
            .unwrap();
        println!("saved {}", saved.draft_version);
    }
}

//! A `mongod` of the platform's own: on demand, closed to others, and gone with its server.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fp_server::databases::TenantDatabases as _;
use fp_server::databases::mongo::{MongoDatabases, Mongod, find_mongod};
use mongodb::Client;
use mongodb::bson::doc;
use tempfile::TempDir;

use super::bed::{as_app, login};
use crate::wait::until;

/// The program of the test bed, or one on `PATH`; `None`, with a line that says why, where there is none.
fn program() -> Option<PathBuf> {
    crate::mongo::program()
}

struct Place {
    folder: TempDir,
    program: PathBuf,
}

impl Place {
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sockets")).unwrap();
        Some(Self {
            folder,
            program: program()?,
        })
    }

    fn engine(&self) -> MongoDatabases {
        let sockets = self.folder.path().join("sockets");
        let mongod = Mongod::new(Some(self.program.clone()), self.folder.path(), &sockets);
        MongoDatabases::private(mongod)
    }

    fn pid_file(&self) -> PathBuf {
        self.folder.path().join("mongo/mongod.pid")
    }

    fn pid(&self) -> Option<u32> {
        std::fs::read_to_string(self.pid_file()).ok()?.trim().parse().ok()
    }
}

fn runs(pid: u32) -> bool {
    std::fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|command| !command.is_empty())
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn it_starts_when_it_is_needed_keeps_its_data_and_ends_with_the_engine() {
    let Some(place) = Place::new() else { return };
    let engine = place.engine();
    engine.available().unwrap();
    assert!(
        engine.starts_on_demand() && !place.pid_file().exists(),
        "nothing runs yet"
    );
    let login = login();
    engine.provision(&login).await.unwrap();
    let database = as_app(&engine, &login).await;
    database
        .collection("notes")
        .insert_one(doc! {"text": "kept"})
        .await
        .unwrap();
    let pid = place.pid().unwrap();
    engine.shut_down().await;
    assert!(!runs(pid));

    let engine = place.engine();
    let kept = engine.collections(&login).await.unwrap();
    assert_eq!(kept[0].name, "notes");
    engine.shut_down().await;
}

#[tokio::test]
async fn it_is_closed_to_everybody_without_a_login() {
    let Some(place) = Place::new() else { return };
    let engine = place.engine();
    let login = login();
    engine.provision(&login).await.unwrap();
    let folder = place.folder.path().join("mongo");
    assert_eq!(
        (mode(&folder), mode(&folder.join("root-password"))),
        (0o700, 0o600)
    );
    let uri = engine.uri(&login).await.unwrap();
    let (_, server) = uri.split_once('@').unwrap();
    let server = server.split('/').next().unwrap();
    let stranger = Client::with_uri_str(format!("mongodb://{server}")).await.unwrap();
    assert!(
        stranger
            .database(&login.database)
            .list_collection_names()
            .await
            .is_err()
    );
    let create = doc! {"createUser": "eve", "pwd": "x", "roles": ["root"]};
    assert!(stranger.database("admin").run_command(create).await.is_err());
    engine.shut_down().await;
}

#[tokio::test]
async fn one_that_died_is_started_again() {
    let Some(place) = Place::new() else { return };
    let engine = place.engine();
    let login = login();
    engine.provision(&login).await.unwrap();
    let pid = place.pid().unwrap();
    let killed = std::process::Command::new("kill")
        .args(["-9", &pid.to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    until("the engine to see that it died", async || !runs(pid)).await;

    until("it to answer again", async || {
        engine.lets_in(&login).await.is_ok_and(|let_in| let_in)
    })
    .await;

    assert_ne!(place.pid().unwrap(), pid);
    engine.shut_down().await;
}

#[tokio::test]
async fn an_engine_that_is_dropped_leaves_nothing_behind() {
    let Some(place) = Place::new() else { return };
    let engine = Arc::new(place.engine());
    engine.provision(&login()).await.unwrap();
    let pid = place.pid().unwrap();

    drop(engine);

    until("mongod to end", async || !runs(pid)).await;
}

#[test]
fn where_there_is_none_it_says_how_to_get_one() {
    let folder = tempfile::tempdir().unwrap();
    let missing = find_mongod(Some(Path::new("/nothing")), folder.path()).unwrap_err();
    assert!(
        missing
            .to_string()
            .contains("hint: set MONGO_URI, or install mongod"),
        "{missing}"
    );
}

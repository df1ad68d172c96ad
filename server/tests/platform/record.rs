//! The commands that move the record and replace its key, and what its file shows.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;

use super::client::Client;
use super::server::Server;

const OLD_KEY: &str = "the old secret key of this test server";
const NEW_KEY: &str = "the new secret key of this test server";
/// In no file of the platform, however it is stored.
const VALUE: &str = "hunter2-is-nowhere-in-clear";

/// Runs a command of `fp-server` on this data folder.
fn fp_server(data_dir: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fp-server"))
        .args(arguments)
        .env("FP_DATA_DIR", data_dir)
        .env_remove("SECRET_KEY")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn succeeded(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn sqlite(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("fp.sqlite3").display())
}

/// An app whose variable has [`VALUE`].
async fn app_with_variable(client: &Client) -> String {
    let files = BTreeMap::from([("app.py".to_owned(), "app = None\n".to_owned())]);
    let app_id = client.create("demo", &files, "app.py").await.app_id;
    let change = json!({"env_vars": {"TOKEN": VALUE}});
    let _app: serde_json::Value = client.ask("PUT", &format!("/api/apps/{app_id}"), change).await;
    app_id
}

/// The variable as the server shows it to the app's owner.
async fn shown(client: &Client, app_id: &str) -> Option<String> {
    let mut env = client.app(app_id).await.env_vars?;
    env.remove("TOKEN")
}

/// Files in the folder, with those below it, that contain [`VALUE`].
fn files_with_value(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with_value(&path));
        } else if let Ok(bytes) = std::fs::read(&path)
            && bytes
                .windows(VALUE.len())
                .any(|window| window == VALUE.as_bytes())
        {
            found.push(path);
        }
    }
    found
}

#[tokio::test]
async fn d15_no_value_of_a_variable_is_in_clear_in_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path()).await;
    let client = server.owner(folder.path());
    let app_id = app_with_variable(&client).await;
    assert_eq!(shown(&client, &app_id).await.as_deref(), Some(VALUE));
    assert_eq!(files_with_value(folder.path()), [] as [&Path; 0]);
    server.kill();
    assert_eq!(files_with_value(folder.path()), [] as [&Path; 0]);
    std::fs::write(folder.path().join("control"), VALUE).unwrap();
    assert_eq!(files_with_value(folder.path()).len(), 1, "the search finds it");
}

#[tokio::test]
async fn a_record_moves_between_folders_while_no_server_uses_it() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let keys = [("SECRET_KEY", OLD_KEY)];
    let mut server = Server::start_with(old.path(), &keys).await;
    let client = server.owner(old.path());
    let app_id = app_with_variable(&client).await;
    let (from, to) = (sqlite(old.path()), sqlite(new.path()));
    let arguments = ["move", "--from", &from, "--to", &to];
    let reason = refused(&fp_server(old.path(), &arguments, &[]));
    assert!(reason.contains("another fp-server uses"), "{reason}");
    server.kill();
    let report = succeeded(&fp_server(old.path(), &arguments, &[]));
    let counted = |kind: &str| {
        let line = report.lines().find(|line| line.starts_with(kind)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    assert_eq!((counted("accounts"), counted("apps")), ("1".into(), "1".into()));
    let reason = refused(&fp_server(old.path(), &arguments, &[]));
    assert!(reason.contains("not empty"), "{reason}");
    let resumed = fp_server(
        old.path(),
        &["move", "--from", &from, "--to", &to, "--resume"],
        &[],
    );
    assert_eq!(succeeded(&resumed), report);
    let server = Server::start_with(new.path(), &keys).await;
    let client = server.owner(new.path());
    assert_eq!(shown(&client, &app_id).await.as_deref(), Some(VALUE));
}

#[tokio::test]
async fn a_mistyped_source_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (
        sqlite(&folder.path().join("mistyped")),
        sqlite(&folder.path().join("new")),
    );
    let arguments = ["move", "--from", &from, "--to", &to];
    let reason = refused(&fp_server(folder.path(), &arguments, &[]));
    assert!(reason.contains("there is no store at sqlite:"), "{reason}");
    assert!(!folder.path().join("mistyped").exists() && !folder.path().join("new").exists());
}

#[tokio::test]
async fn the_secret_key_is_replaced_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start_with(folder.path(), &[("SECRET_KEY", OLD_KEY)]).await;
    let app_id = app_with_variable(&server.owner(folder.path())).await;
    server.kill();
    let both = [("SECRET_KEY", NEW_KEY), ("SECRET_KEY_PREVIOUS", OLD_KEY)];
    let mut server = Server::start_with(folder.path(), &both).await;
    let client = server.owner(folder.path());
    assert_eq!(shown(&client, &app_id).await.as_deref(), Some(VALUE));
    let alone = [("SECRET_KEY", NEW_KEY)];
    let reason = refused(&fp_server(folder.path(), &["rotate-key"], &alone));
    assert!(
        reason.contains(&format!("variable TOKEN of the app {app_id}")) && !reason.contains(VALUE),
        "{reason}"
    );
    let report = succeeded(&fp_server(folder.path(), &["rotate-key"], &both));
    assert!(report.contains("variables of 1 apps"), "{report}");
    let report = succeeded(&fp_server(folder.path(), &["rotate-key"], &alone));
    assert!(report.contains("variables of 0 apps"), "{report}");
    server.kill();
    let server = Server::start_with(folder.path(), &alone).await;
    let client = server.owner(folder.path());
    assert_eq!(shown(&client, &app_id).await.as_deref(), Some(VALUE));
}

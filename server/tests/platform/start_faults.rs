//! A server that cannot start says why and what to do, and leaves everything as it was.

use std::path::Path;
use std::process::{Command, Output};

use super::python::python;
use super::server::Server;

fn serve(data_dir: &Path, variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fp-server"))
        .env("FP_DATA_DIR", data_dir)
        .env("FP_LISTEN", "127.0.0.1:0")
        .env("FP_RUNNER_PYTHON", python())
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

/// What a server that must not start says.
fn refusal(data_dir: &Path, variables: &[(&str, &str)]) -> String {
    let output = serve(data_dir, variables);
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_taken_port_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refusal(folder.path(), &[("FP_LISTEN", &address)]);
    assert!(said.contains(&address) && said.contains("hint:"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_server_leaves_the_first_alone() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path()).await;
    let said = refusal(folder.path(), &[]);
    assert!(
        said.contains("another fp-server") && said.contains("hint:"),
        "{said}"
    );
    let apps: Vec<serde_json::Value> = server
        .owner(folder.path())
        .ask("GET", "/api/apps", serde_json::Value::Null)
        .await;
    assert!(apps.is_empty());
}

#[test]
fn a_machine_without_python_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_fp-server"))
        .env_clear()
        .env("FP_DATA_DIR", folder.path())
        .env("HOME", folder.path())
        .env("PATH", folder.path())
        .arg("prepare")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(said.contains("Python 3.10") && said.contains("hint:"), "{said}");
}

#[test]
fn a_wrong_setting_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fp-server.toml");
    std::fs::write(&file, "colour = \"red\"\n").unwrap();
    let said = refusal(folder.path(), &[("FP_CONFIG", file.to_str().unwrap())]);
    assert!(
        said.contains("colour") && said.contains("fp-server.toml"),
        "{said}"
    );
}

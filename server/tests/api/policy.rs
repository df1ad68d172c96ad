//! What an operator allows, and where it counts.

use axum::http::StatusCode;
use fp_server::platform::checking;
use serde_json::{Value, json};

use super::bed::{Bed, Client};

/// An app that imports something.
fn importing(module: &str) -> String {
    format!("import {module}\nfrom fastapi import FastAPI\n\napp = FastAPI()\n")
}

async fn allow(bed: &Bed, names: &[&str]) -> Vec<String> {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    checking::set_allowed_imports(&bed.platform, &names)
        .await
        .unwrap()
}

async fn validate(client: &Client, module: &str) -> Value {
    let request = json!({"code": importing(module)});
    client
        .post("/api/apps/validate", request)
        .await
        .expect(StatusCode::OK)
}

#[tokio::test]
async fn an_extended_list_counts_everywhere() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    assert_eq!(validate(&ada, "PIL.Image").await["valid"], false);

    let names = allow(&bed, &["*", "PIL"]).await;

    assert!(names.contains(&"PIL".to_owned()) && names.contains(&"asyncio".to_owned()));
    assert_eq!(validate(&ada, "PIL.Image").await["valid"], true);
    assert_eq!(validate(&ada, "asyncio").await["valid"], true);
    assert_eq!(
        validate(&ada, "pil").await["valid"],
        false,
        "names keep their case"
    );
    let id = ada.draft(&importing("PIL")).await;
    let deployed = ada.post(&format!("/api/apps/{id}/deploy"), json!({})).await;
    assert_eq!(deployed.status, StatusCode::OK, "{}", deployed.body);
    let saved = json!({"code": importing("PIL.Image")});
    let saved = ada.put(&format!("/api/apps/{id}/draft"), saved).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
}

#[tokio::test]
async fn a_list_without_the_default_replaces_it() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let names = allow(&bed, &["fastapi", "google.auth", "os", " os "]).await;
    assert_eq!(names, ["fastapi", "google.auth", "os"]);
    assert_eq!(validate(&ada, "os.path").await["valid"], true);
    assert_eq!(validate(&ada, "google.auth").await["valid"], true);
    assert_eq!(validate(&ada, "google.oauth2").await["valid"], false);
    assert_eq!(validate(&ada, "asyncio").await["valid"], false);
}

#[tokio::test]
async fn the_default_list_given_back_stays_the_default() {
    let bed = Bed::new().await;
    let default = checking::allowed_imports(&bed.platform).await.unwrap();
    let names: Vec<&str> = default.iter().map(String::as_str).collect();
    assert_eq!(allow(&bed, &names).await, default);
    let policy = checking::policy(&bed.platform).await.unwrap();
    assert_eq!((policy.replace_imports, policy.extend_imports.len()), (None, 0));
}

#[tokio::test]
async fn an_empty_list_is_refused_and_changes_nothing() {
    let bed = Bed::new().await;
    allow(&bed, &["fastapi"]).await;
    let refused = checking::set_allowed_imports(&bed.platform, &[" ".to_owned()]).await;
    assert!(matches!(
        refused,
        Err(fp_server::platform::error::Error::Settings(_))
    ));
    assert_eq!(
        checking::allowed_imports(&bed.platform).await.unwrap(),
        ["fastapi"]
    );
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_the_default() {
    let bed = Bed::new().await;
    bed.platform
        .store
        .set_setting("allowed_imports", "fastapi")
        .await
        .unwrap();
    let ada = bed.signed_up("ada").await;
    assert_eq!(validate(&ada, "asyncio").await["valid"], true);
}

#[tokio::test]
async fn a_client_is_told_by_what_is_checked() {
    let bed = Bed::new().await;
    assert_eq!(
        bed.stranger().get("/api/policy").await.status,
        StatusCode::FORBIDDEN
    );
    let ada = bed.signed_up("ada").await;
    let policy = ada.get("/api/policy").await.expect(StatusCode::OK);
    assert_eq!(policy["limits"]["files"], 50);
    assert_eq!(policy["replace_imports"], Value::Null);
    allow(&bed, &["*", "PIL"]).await;
    let policy = ada.get("/api/policy").await.expect(StatusCode::OK);
    assert_eq!(policy["extend_imports"], json!(["PIL"]));
}

#[tokio::test]
async fn the_runners_python_decides_what_syntax_is_known() {
    let bed = Bed::running().await;
    let ada = bed.signed_up("ada").await;
    let python = ada.get("/api/policy").await.expect(StatusCode::OK)["python"].clone();
    let minor = python["minor"].as_u64().unwrap();
    assert_eq!(Some((3, minor)), version_of(crate::python::python()));
    let newer = format!("{}\nx = t'{{app}}'\n", importing("os"));
    let reply = ada.post("/api/apps/validate", json!({"code": newer})).await;
    assert_eq!(reply.expect(StatusCode::OK)["valid"], minor >= 14);
}

/// Major and minor version of an interpreter, asked in another way than the server does.
fn version_of(python: std::path::PathBuf) -> Option<(u64, u64)> {
    let output = std::process::Command::new(python)
        .arg("--version")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut parts = text.trim().strip_prefix("Python ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

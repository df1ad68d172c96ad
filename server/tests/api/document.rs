//! The written description of the API is the one the code gives.

use std::path::Path;

use axum::http::StatusCode;
use fp_server::api;

use super::bed::Bed;

#[test]
fn the_written_document_is_not_stale() {
    compare("openapi.json", &api::openapi_json());
}

#[test]
fn the_written_errors_are_not_stale() {
    compare("errors.md", &api::errors_markdown());
}

/// `UPDATE_DOCS=1` writes it anew.
#[track_caller]
fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "docs/{name} is stale\nhint: run the tests with UPDATE_DOCS=1"
    );
}

#[tokio::test]
async fn the_document_and_its_page_are_served() {
    let bed = Bed::new().await;
    let document = bed.stranger().get("/openapi.json").await.expect(StatusCode::OK);
    assert_eq!(document, serde_json::to_value(api::openapi()).unwrap());
    let page = bed.stranger().get("/docs").await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let page = page.expect(StatusCode::OK);
    assert!(!page.as_str().unwrap().contains("http://") && !page.as_str().unwrap().contains("https://"));
}

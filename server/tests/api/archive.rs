//! An app as one archive: out and in again.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::bed::{Answer, Bed, Client, GOOD};

const SECRET: &str = "nobody-may-read-this";

fn request(client: &Client, method: &str, path: &str, body: Vec<u8>) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/zip")
        .header(
            "authorization",
            format!("Bearer {}", client.token.clone().unwrap()),
        )
        .body(Body::from(body))
        .unwrap()
}

async fn export(client: &Client, path: &str) -> Vec<u8> {
    let request = request(client, "GET", path, Vec::new());
    let response = client.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/zip");
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

async fn import(client: &Client, archive: Vec<u8>) -> Answer {
    client
        .request(request(client, "POST", "/api/apps/import", archive))
        .await
}

/// An app with several files, a variable and a secret; answers with its path.
async fn an_app(client: &Client) -> String {
    let app = json!({
        "name": "démo",
        "files": {"main.py": GOOD, "static/style.css": "b {}\n"},
        "entrypoint": "main.py",
        "env_vars": {"GREETING": "hello"},
        "deploy": false,
    });
    let app = client.post("/api/apps", app).await.expect(StatusCode::OK);
    let path = format!("/api/apps/{}", app["app_id"].as_str().unwrap());
    client
        .put(&format!("{path}/secrets/API_KEY"), json!({"value": SECRET}))
        .await
        .expect(StatusCode::OK);
    path
}

async fn imported(client: &Client, archive: Vec<u8>) -> (Value, Value) {
    let app = import(client, archive).await.expect(StatusCode::OK);
    let path = format!("/api/apps/{}", app["app_id"].as_str().unwrap());
    let secrets = client
        .get(&format!("{path}/secrets"))
        .await
        .expect(StatusCode::OK);
    (
        client.get(&path).await.expect(StatusCode::OK),
        secrets["secrets"][0]["name"].clone(),
    )
}

#[tokio::test]
async fn an_app_goes_out_and_comes_in_again() {
    let bed = Bed::new().await;
    let (ada, eve) = (bed.signed_up("ada").await, bed.signed_up("eve").await);
    let path = an_app(&ada).await;
    let before = ada.get(&path).await.expect(StatusCode::OK);
    let archive = export(&ada, &format!("{path}/export?with_env=true")).await;
    let (after, secret) = imported(&eve, archive).await;
    for field in [
        "name",
        "files",
        "entrypoint",
        "mode",
        "framework",
        "env_vars",
        "condition",
    ] {
        assert_eq!(before[field], after[field], "{field}");
    }
    assert_eq!(secret, "API_KEY");
    let archive = export(&ada, &format!("{path}/export")).await;
    let (after, _) = imported(&eve, archive).await;
    assert_eq!(
        after["env_vars"],
        json!({"GREETING": ""}),
        "values only when asked for"
    );
}

#[tokio::test]
async fn d15_an_archive_never_holds_the_value_of_a_secret() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = an_app(&ada).await;
    let archive = export(&ada, &format!("{path}/export?with_env=true")).await;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    for index in 0..archive.len() {
        let text = std::io::read_to_string(archive.by_index(index).unwrap()).unwrap();
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn a_single_file_app_stays_one() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let app = import(&ada, export(&ada, &format!("{path}/export")).await).await;
    let app = app.expect(StatusCode::OK);
    let detail = ada
        .get(&format!("/api/apps/{}", app["app_id"].as_str().unwrap()))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (detail["mode"].as_str(), detail["code"].as_str()),
        (Some("single"), Some(GOOD))
    );
}

#[tokio::test]
async fn what_is_no_archive_is_refused() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    for bytes in [Vec::new(), b"PK\x03\x04 and no more".to_vec()] {
        let refused = import(&ada, bytes).await;
        assert_eq!(refused.refusal(StatusCode::BAD_REQUEST).0, "INVALID_ARCHIVE");
    }
    assert_eq!(ada.get("/api/apps").await.expect(StatusCode::OK), json!([]));
}

//! Every starter app deployed on a real server and called over the gateway, as its own `try` list says.

use fp_contract::deployment::DeploymentStatus;
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::Value;
use tokio_tungstenite::tungstenite::Message;

use super::client::Client;
use super::server::{PATIENCE, Server};

/// A request that shows that the app works.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Try {
    method: Option<String>,
    path: Option<String>,
    status: Option<u16>,
    contains: Option<String>,
    json: Option<Value>,
    form: Option<std::collections::BTreeMap<String, String>>,
    headers: Option<std::collections::BTreeMap<String, String>>,
    upload: Option<Value>,
    websocket: Option<String>,
    send: Option<String>,
    receive_contains: Option<String>,
    stream_contains: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Starter {
    name: String,
    entrypoint: Option<String>,
    code: Option<String>,
    files: Option<std::collections::BTreeMap<String, String>>,
    r#try: Vec<Try>,
}

impl Starter {
    fn entrypoint(&self) -> &str {
        self.entrypoint.as_deref().unwrap_or("app.py")
    }

    fn files(&self) -> std::collections::BTreeMap<String, String> {
        self.files.clone().unwrap_or_else(|| {
            [(self.entrypoint().to_owned(), self.code.clone().unwrap())]
                .into_iter()
                .collect()
        })
    }
}

fn starters() -> Vec<Starter> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        serde_norway::from_str(&std::fs::read_to_string(path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    paths.iter().map(read).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_starter_app_deploys_and_answers() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path()).await;
    let client = server.owner(folder.path());
    let starters = starters();
    assert!(starters.len() >= 12, "{} starter apps", starters.len());
    for starter in &starters {
        let app_id = client
            .create(&starter.name, &starter.files(), starter.entrypoint())
            .await
            .app_id;
        let deployment = client.deploy(&app_id, &starter.files()).await;
        let ended = client.ended(&deployment).await;
        assert_eq!(
            ended.status,
            DeploymentStatus::Live,
            "{}: {:?}",
            starter.name,
            ended.failure
        );
        assert!(!starter.r#try.is_empty(), "{} has nothing to try", starter.name);
        for request in &starter.r#try {
            tokio::time::timeout(PATIENCE, check(&client, &app_id, request))
                .await
                .unwrap_or_else(|_| panic!("{}: {request:?} got no answer", starter.name))
                .unwrap_or_else(|reason| panic!("{}: {request:?}: {reason}", starter.name));
        }
    }
}

async fn check(client: &Client, app_id: &str, request: &Try) -> Result<(), String> {
    if let Some(path) = &request.websocket {
        return check_socket(client, app_id, path, request).await;
    }
    let path = request.path.as_deref().ok_or("no path")?;
    let mut call = client.to_app(app_id, request.method.as_deref().unwrap_or("GET"), path);
    for (name, value) in request.headers.iter().flatten() {
        call = call.header(name, value);
    }
    if let Some(body) = &request.json {
        call = call.json(body);
    }
    if let Some(fields) = &request.form {
        call = call.form(fields);
    }
    if let Some(upload) = &request.upload {
        call = multipart(call, upload);
    }
    let reply = call.send().await.map_err(|error| error.to_string())?;
    match &request.stream_contains {
        Some(words) => read_until(reply, words).await,
        None => compare(reply, request).await,
    }
}

/// One file sent as a browser's form would: `{field, filename, content}`.
fn multipart(call: reqwest::RequestBuilder, upload: &Value) -> reqwest::RequestBuilder {
    let text = |name: &str| upload[name].as_str().unwrap_or_default().to_owned();
    let body = format!(
        "--part\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: text/plain\r\n\r\n{}\r\n--part--\r\n",
        text("field"),
        text("filename"),
        text("content")
    );
    call.header("content-type", "multipart/form-data; boundary=part")
        .body(body)
}

async fn compare(reply: reqwest::Response, request: &Try) -> Result<(), String> {
    let status = reply.status().as_u16();
    let text = reply.text().await.map_err(|error| error.to_string())?;
    if status != request.status.unwrap_or(200) {
        return Err(format!("status {status}: {text}"));
    }
    match &request.contains {
        Some(words) if !text.contains(words.as_str()) => Err(format!("{words:?} is not in {text}")),
        _ => Ok(()),
    }
}

async fn read_until(mut reply: reqwest::Response, words: &str) -> Result<(), String> {
    let mut seen = String::new();
    while let Some(chunk) = reply.chunk().await.map_err(|error| error.to_string())? {
        seen.push_str(&String::from_utf8_lossy(&chunk));
        if seen.contains(words) {
            return Ok(());
        }
    }
    Err(format!("the stream ended: {seen}"))
}

async fn check_socket(client: &Client, app_id: &str, path: &str, request: &Try) -> Result<(), String> {
    let mut socket = client.app_socket(app_id, path).await;
    if let Some(text) = &request.send {
        socket
            .send(Message::text(text.clone()))
            .await
            .map_err(|error| error.to_string())?;
    }
    let Some(words) = &request.receive_contains else {
        return Ok(());
    };
    while let Some(frame) = socket.next().await {
        let frame = frame.map_err(|error| error.to_string())?;
        if frame.to_text().is_ok_and(|text| text.contains(words.as_str())) {
            return Ok(());
        }
    }
    Err("the socket closed".to_owned())
}

//! Apps that misbehave on the connection, each as its test tells it to.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use fp_contract::instance::Instance;
use fp_server::runtime::{
    ApplyError, ConnectError, Connection, Observation, Release, Runtime, RuntimeChange, StageBegan,
};
use fp_server::store::AppId;
use http_body_util::BodyExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::sync::{broadcast, mpsc};
use tower::ServiceExt as _;

use super::site::router;

/// What the app does with a connection once it has read the request's head.
#[derive(Clone, Copy)]
enum Does {
    Refuse,
    Close,
    Nothing,
    Garbage,
    Answer,
}

/// Connections that behave as listed, the last one for all that follow.
struct Script {
    steps: Vec<Does>,
    used: AtomicUsize,
}

#[async_trait]
impl Runtime for Script {
    fn name(&self) -> &'static str {
        "script"
    }

    async fn apply(&self, _: &Release, _: mpsc::UnboundedSender<StageBegan>) -> Result<(), ApplyError> {
        Ok(())
    }

    async fn observe(&self, _: &AppId) -> Result<Observation, ApplyError> {
        Ok(Observation::default())
    }

    async fn stop(&self, _: &AppId) -> Result<(), ApplyError> {
        Ok(())
    }

    async fn remove(&self, _: &AppId) -> Result<(), ApplyError> {
        Ok(())
    }

    fn instances(&self, _: &AppId) -> Vec<Instance> {
        Vec::new()
    }

    fn changes(&self) -> broadcast::Receiver<RuntimeChange> {
        broadcast::channel(1).1
    }

    async fn connect(&self, _: &AppId) -> Result<Box<dyn Connection>, ConnectError> {
        let number = self.used.fetch_add(1, Ordering::SeqCst);
        let step = self.steps[number.min(self.steps.len() - 1)];
        if matches!(step, Does::Refuse) {
            return Err(ConnectError::Refused("as told".to_owned()));
        }
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        tokio::spawn(behave(theirs, step));
        Ok(Box::new(ours))
    }

    async fn shut_down(&self) {}
}

async fn behave(mut stream: DuplexStream, step: Does) {
    let mut seen = Vec::new();
    while !seen.windows(4).any(|window| window == b"\r\n\r\n") {
        if stream.read_buf(&mut seen).await.unwrap_or(0) == 0 {
            return;
        }
    }
    match step {
        Does::Refuse | Does::Close => {}
        Does::Nothing => std::future::pending().await,
        Does::Garbage => stream.write_all(b"220 mail.example.org ESMTP\r\n").await.unwrap(),
        Does::Answer => stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
            .await
            .unwrap(),
    }
}

/// The reply to a request, and how many connections it took.
async fn ask(method: &str, body: &'static str, steps: &[Does]) -> (StatusCode, String, usize) {
    let script = Arc::new(Script {
        steps: steps.to_vec(),
        used: AtomicUsize::new(0),
    });
    let request = Request::builder()
        .method(method)
        .uri("/")
        .header("host", "app-abc12345.apps.test")
        .body(Body::from(body))
        .unwrap();
    let response = router(script.clone()).oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let used = script.used.load(Ordering::SeqCst);
    (status, String::from_utf8_lossy(&body).into_owned(), used)
}

#[tokio::test]
async fn a_request_that_can_be_repeated_is_repeated_once() {
    for first in [Does::Refuse, Does::Close] {
        let (status, body, used) = ask("GET", "", &[first, Does::Answer]).await;
        assert_eq!((status, body.as_str(), used), (StatusCode::OK, "ok", 2));
        let (status, _, used) = ask("GET", "", &[first]).await;
        assert_eq!((status, used), (StatusCode::BAD_GATEWAY, 2));
    }
}

#[tokio::test]
async fn a_request_that_the_app_may_have_acted_on_is_not_repeated() {
    for (method, body) in [("POST", "once"), ("POST", ""), ("PUT", "once")] {
        let (status, text, used) = ask(method, body, &[Does::Close, Does::Answer]).await;
        assert_eq!((status, used), (StatusCode::BAD_GATEWAY, 1), "{method} {body:?}");
        assert!(
            text.contains("closed the connection before it answered"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_whatever_the_request() {
    let (status, _, used) = ask("POST", "once", &[Does::Refuse, Does::Answer]).await;
    assert_eq!((status, used), (StatusCode::OK, 2));
}

#[tokio::test]
async fn what_is_not_http_is_an_error_in_words() {
    let (status, text, _) = ask("POST", "once", &[Does::Garbage]).await;
    assert_eq!(status, StatusCode::BAD_GATEWAY);
    assert!(text.contains("cannot be read"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn an_app_that_never_answers_is_too_slow() {
    let begun = tokio::time::Instant::now();
    let (status, text, _) = ask("GET", "", &[Does::Nothing]).await;
    assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
    assert!(text.contains("within 60 s"), "{text}");
    assert_eq!(begun.elapsed().as_secs(), 60);
}

#[tokio::test]
async fn apps_are_no_proxies() {
    let (status, _, used) = ask("CONNECT", "", &[Does::Answer]).await;
    assert_eq!((status, used), (StatusCode::BAD_REQUEST, 0));
}

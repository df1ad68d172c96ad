//! A real app behind the gateway.

use std::sync::Arc;

use fp_contract::revision::Revision;
use fp_server::logs::{Follower, Logs};
use fp_server::runtime::{Release, Runtime};
use fp_server::store::AppId;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::site::{APP, Site};
use crate::local_bed;
use crate::wait::{until, within};

struct Bed {
    site: Site,
    logs: Arc<Logs>,
    _folder: tempfile::TempDir,
}

impl Bed {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (runtime, logs) = local_bed::start(folder.path()).await;
        let revision = Revision {
            files: fp_contract::files::single(include_str!("app.py").to_owned()),
            entrypoint: "app.py".to_owned(),
            framework: None,
            env_names: Vec::new(),
            database_id: None,
        };
        let release = Release {
            app_id: AppId(APP.to_owned()),
            owner: fp_server::store::UserId("0".repeat(24)),
            revision_id: revision.id(),
            revision: Arc::new(revision),
            env: std::collections::BTreeMap::new(),
            env_version: 0,
        };
        let (sender, _stages) = tokio::sync::mpsc::unbounded_channel();
        runtime.apply(&release, sender).await.unwrap();
        Self {
            site: Site::start(runtime).await,
            logs,
            _folder: folder,
        }
    }

    fn follow(&self) -> Follower {
        self.logs.follow(&AppId(APP.to_owned()), Some(0))
    }
}

/// Waits until the app has printed the line.
async fn printed(follower: &mut Follower, line: &str) {
    within(line, async {
        loop {
            let batch = follower.next().await.unwrap();
            if batch.records.iter().any(|record| record.message == line) {
                return;
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_decides() {
    let bed = Bed::start().await;
    for (host, expected) in [
        ("app-abc12345.apps.test", "\"the app\""),
        ("APP-ABC12345.Apps.Test:1234", "\"the app\""),
        ("apps.test", "api"),
        ("127.0.0.1:8700", "api"),
    ] {
        let reply = bed.site.get(host, "/").send().await.unwrap();
        assert_eq!(reply.text().await.unwrap(), expected, "{host}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_learns_who_asked_and_what_for() {
    let bed = Bed::start().await;
    let reply = bed
        .site
        .app("/headers?a=1")
        .header("x-forwarded-for", "1.2.3.4")
        .header("x-own", "kept")
        .header("connection", "close, x-private")
        .header("x-private", "1")
        .send()
        .await
        .unwrap();
    let headers: serde_json::Value = reply.json().await.unwrap();
    assert_eq!(headers["host"], "app-abc12345.apps.test");
    assert_eq!(headers["x-forwarded-for"], "127.0.0.1");
    assert_eq!(headers["x-forwarded-proto"], "http");
    assert_eq!(headers["x-forwarded-host"], "app-abc12345.apps.test");
    assert_eq!(headers["x-own"], "kept");
    assert_eq!(headers.get("x-private"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_are_streamed() {
    let bed = Bed::start().await;
    let mut reply = bed.site.app("/stream").send().await.unwrap();
    assert_eq!(reply.chunk().await.unwrap().unwrap(), "first\n");
    bed.site.app("/go").send().await.unwrap();
    assert_eq!(reply.chunk().await.unwrap().unwrap(), "second\n");
    assert_eq!(reply.chunk().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_are_streamed() {
    let bed = Bed::start().await;
    let piece = Bytes::from(vec![b'x'; 64 * 1024]);
    let pieces = futures_util::stream::iter(std::iter::repeat_n(piece, 100).map(Ok::<_, std::io::Error>));
    let body = reqwest::Body::wrap_stream(pieces);
    let reply = bed.site.post("/upload").body(body).send().await.unwrap();
    assert_eq!(reply.text().await.unwrap(), (64 * 1024 * 100).to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn websockets_are_tunnelled() {
    let bed = Bed::start().await;
    let mut request = format!("ws://{}/echo", bed.site.address)
        .into_client_request()
        .unwrap();
    let headers = request.headers_mut();
    headers.insert("host", "app-abc12345.apps.test".parse().unwrap());
    headers.insert("sec-websocket-protocol", "chat".parse().unwrap());
    let (mut socket, response) = tokio_tungstenite::connect_async(request).await.unwrap();
    assert_eq!(response.headers()["sec-websocket-protocol"], "chat");
    for text in ["hello", "again"] {
        socket.send(Message::text(text)).await.unwrap();
        let answer = within("an echo", socket.next()).await.unwrap().unwrap();
        assert_eq!(answer, Message::text(text.to_uppercase()));
    }
    socket.close(None).await.unwrap();
    within("the end", async { while socket.next().await.is_some() {} }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_leaves_ends_the_reply() {
    let bed = Bed::start().await;
    let mut follower = bed.follow();
    let mut reply = bed.site.app("/endless").send().await.unwrap();
    assert!(reply.chunk().await.unwrap().is_some());
    drop(reply);
    printed(&mut follower, "nobody listens").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_leaves_early_ends_the_request() {
    let bed = Bed::start().await;
    let mut follower = bed.follow();
    let waiting = tokio::spawn(bed.site.app("/waiting").send());
    printed(&mut follower, "waiting").await;
    waiting.abort();
    printed(&mut follower, "the visitor has gone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_of_one_connection_stay_there() {
    let bed = Bed::start().await;
    let reply = bed.site.app("/hops").send().await.unwrap();
    assert_eq!(reply.headers()["x-public"], "1");
    assert!(!reply.headers().contains_key("x-private"));
    let head = bed
        .site
        .client
        .head(format!("http://{}/hops", bed.site.address))
        .header("host", "app-abc12345.apps.test");
    let reply = head.send().await.unwrap();
    assert_eq!(reply.headers()["content-length"], "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_ends_in_the_middle_of_a_request_is_an_error_in_words() {
    let bed = Bed::start().await;
    let reply = bed.site.post("/exit-is-a-get").send().await.unwrap();
    assert_eq!(reply.status(), 404, "the app's own reply");
    let reply = within("a reply", bed.site.app("/exit").send()).await.unwrap();
    assert!(matches!(reply.status().as_u16(), 502 | 404), "{}", reply.status());
    until("the platform speaks for the app", async || {
        let reply = bed.site.app("/").send().await.unwrap();
        reply.text().await.unwrap().starts_with("no such app")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_does_not_run_is_explained() {
    let bed = Bed::start().await;
    let ask = |host: &str, accept: &str| bed.site.get(host, "/").header("accept", accept).send();
    let reply = ask("app-stopped.apps.test", "text/html,*/*;q=0.8").await.unwrap();
    assert_eq!(reply.status(), 503);
    assert_eq!(reply.headers()["retry-after"], "7");
    let page = reply.text().await.unwrap();
    assert!(page.contains("stopped by &lt;its owner&gt;"), "{page}");

    let reply = ask("app-stopped.apps.test", "application/json").await.unwrap();
    let body: serde_json::Value = reply.json().await.unwrap();
    assert_eq!(body["detail"], "the app was stopped by <its owner>");

    let reply = ask("app-nobody.apps.test", "*/*").await.unwrap();
    assert_eq!(reply.status(), 404);
    assert_eq!(
        reply.text().await.unwrap(),
        "no such app: there is no app at this address\n"
    );
}

//! The two sockets: events and logs.

use axum::http::StatusCode;
use fp_server::logs::NewLine;
use fp_server::store::AppId;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::bed::{Bed, Client, GOOD};

pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(super) async fn connect(address: &str, path: &str, token: Option<&str>) -> Result<Socket, StatusCode> {
    let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
    if let Some(token) = token {
        let value = format!("Bearer {token}").parse().unwrap();
        request.headers_mut().insert("authorization", value);
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(response)) => Err(response.status()),
        Err(other) => panic!("{other}"),
    }
}

pub(super) async fn next(socket: &mut Socket) -> Value {
    loop {
        let message = crate::wait::within("a frame arrives", socket.next()).await;
        match message.unwrap().unwrap() {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The code the server closes with; frames before it are of no interest.
pub(super) async fn closing(socket: &mut Socket) -> u16 {
    loop {
        let message = crate::wait::within("the stream ends", socket.next()).await;
        match message {
            Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
            Some(Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The event that shows the app with this name; until then there may be some that show it as it was.
async fn changed_to(socket: &mut Socket, app: &str, name: &str) -> Value {
    loop {
        let event = next(socket).await;
        assert_eq!(event["app"]["app_id"], json!(app), "{event}");
        if event["app"]["name"] == name {
            return event;
        }
    }
}

pub(super) fn token(client: &Client) -> Option<&str> {
    client.token.as_deref()
}

#[tokio::test]
async fn events_begin_with_a_snapshot_and_show_ones_own_changes_alone() {
    let bed = Bed::new().await;
    let (ada, eve) = (bed.signed_up("ada").await, bed.signed_up("eve").await);
    let app = ada.draft(GOOD).await;
    let address = bed.listen().await;
    let mut events = connect(&address, "/api/events", token(&ada)).await.unwrap();
    let snapshot = next(&mut events).await;
    assert_eq!(
        (snapshot["type"].as_str(), snapshot["server"].as_str()),
        (Some("snapshot"), Some("instance-1"))
    );
    assert_eq!(snapshot["apps"][0]["app_id"], json!(app));
    eve.draft(GOOD).await;
    ada.put(&format!("/api/apps/{app}"), json!({"name": "renamed"}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(changed_to(&mut events, &app, "renamed").await["type"], "app");
    ada.delete(&format!("/api/apps/{app}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        next(&mut events).await,
        json!({"type": "app_deleted", "app_id": app})
    );
}

#[tokio::test]
async fn a_reader_too_slow_for_events_gets_a_new_snapshot() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let app = ada.draft(GOOD).await;
    let address = bed.listen().await;
    let mut events = connect(&address, "/api/events", token(&ada)).await.unwrap();
    assert_eq!(next(&mut events).await["type"], "snapshot");
    let user = bed
        .platform
        .store
        .app(&AppId(app.clone()))
        .await
        .unwrap()
        .unwrap()
        .user_id;
    // Published at once, without a moment for the reader: more than are kept.
    for _ in 0..5_000 {
        let event = fp_contract::event::Event::AppDeleted {
            app_id: "x".repeat(8),
        };
        bed.platform.events.publish(&user, event);
    }
    loop {
        let event = next(&mut events).await;
        if event["type"] == "snapshot" {
            assert_eq!(event["apps"][0]["app_id"], json!(app));
            break;
        }
    }
}

#[tokio::test]
async fn a_log_is_followed_and_taken_up_again() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let app = ada.draft(GOOD).await;
    let id = AppId(app.clone());
    let say = |text: &str| bed.platform.logs.append(&id, NewLine::platform(text, None));
    say("one");
    say("two");
    let address = bed.listen().await;
    let path = format!("/api/apps/{app}/logs/stream");
    let mut stream = connect(&address, &path, token(&ada)).await.unwrap();
    assert_eq!(next(&mut stream).await["type"], "connected");
    let first = next(&mut stream).await;
    assert_eq!(
        (first["type"].as_str(), first["message"].as_str()),
        (Some("log"), Some("one"))
    );
    assert_eq!(first["sequence"], 1);
    assert_eq!(next(&mut stream).await["message"], "two");
    say("three");
    assert_eq!(next(&mut stream).await["message"], "three");
    drop(stream);
    say("four");
    let token = token(&ada).unwrap();
    let mut again = connect(&address, &format!("{path}?after=3&token={token}"), None)
        .await
        .unwrap();
    assert_eq!(next(&mut again).await["type"], "connected");
    assert_eq!(next(&mut again).await["message"], "four");
    let tail = ada
        .get(&format!("/api/apps/{app}/logs?tail_lines=2"))
        .await
        .expect(StatusCode::OK);
    let messages: Vec<_> = tail["logs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["message"].clone())
        .collect();
    assert_eq!(
        (messages, &tail["truncated"]),
        (vec![json!("three"), json!("four")], &json!(true))
    );
}

#[tokio::test]
async fn a_browser_sends_its_token_as_a_subprotocol() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let address = bed.listen().await;
    let mut request = format!("ws://{address}/api/events")
        .into_client_request()
        .unwrap();
    let protocols = format!("bearer, {}", token(&ada).unwrap()).parse().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", protocols);
    let (mut events, answer) = connect_async(request).await.unwrap();
    assert_eq!(answer.headers()["sec-websocket-protocol"], "bearer");
    assert_eq!(next(&mut events).await["type"], "snapshot");
}

#[tokio::test]
async fn d23_a_token_in_the_address_is_accepted_and_never_logged() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let app = ada.draft(GOOD).await;
    let written = Written::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(written.clone())
        .finish();
    // This thread runs server and client alike.
    let _subscribed = tracing::subscriber::set_default(subscriber);
    let address = bed.listen().await;
    let token = token(&ada).unwrap();
    let path = format!("/api/apps/{app}/logs/stream?token={token}");
    let mut stream = connect(&address, &path, None).await.unwrap();
    assert_eq!(next(&mut stream).await["type"], "connected");
    let log = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    let ours = log
        .lines()
        .filter(|line| line.contains("tower_http") || line.contains("fp_server"));
    let ours: Vec<_> = ours.collect();
    assert!(
        ours.iter()
            .any(|line| line.contains(&format!("/api/apps/{app}/logs/stream"))),
        "{log}"
    );
    assert!(ours.iter().all(|line| !line.contains(token)), "{ours:?}");
}

/// What was logged.
#[derive(Clone, Default)]
struct Written(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_handshake_without_right_is_refused() {
    let bed = Bed::new().await;
    let (ada, eve) = (bed.signed_up("ada").await, bed.signed_up("eve").await);
    let app = ada.draft(GOOD).await;
    let address = bed.listen().await;
    let path = format!("/api/apps/{app}/logs/stream");
    let forbidden = Some(StatusCode::FORBIDDEN);
    assert_eq!(connect(&address, &path, None).await.err(), forbidden);
    assert_eq!(connect(&address, &path, Some("bad")).await.err(), forbidden);
    assert_eq!(connect(&address, &path, token(&eve)).await.err(), forbidden);
    assert_eq!(
        connect(&address, "/api/events", Some("bad")).await.err(),
        forbidden
    );
}

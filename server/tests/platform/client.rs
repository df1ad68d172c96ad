//! What the tests ask of a server.

use std::collections::BTreeMap;

use fp_contract::app::{App, AppDetail, Condition, DeployReply};
use fp_contract::deployment::Deployment;
use fp_contract::event::Event;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::server::{until, until_or_not};

/// A signed-in client of one server.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
}

/// The stream of events.
pub(crate) type Events = WebSocketStream<MaybeTlsStream<TcpStream>>;

impl Client {
    pub(crate) fn new(url: &str, token: &str) -> Self {
        let _already = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(super::server::PATIENCE)
            .build()
            .unwrap();
        Self {
            http,
            url: url.to_owned(),
            token: token.to_owned(),
        }
    }

    /// A request to the API; the status and the JSON body.
    pub(crate) async fn send(
        &self,
        method: reqwest::Method,
        path: &str,
        body: &Value,
    ) -> reqwest::Result<(u16, Value)> {
        let request = self
            .http
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.token);
        let reply = request.json(body).send().await?;
        Ok((reply.status().as_u16(), reply.json().await?))
    }

    /// A request to the API that must succeed.
    pub(crate) async fn ask<T: serde::de::DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: Value,
    ) -> T {
        let (status, reply) = self.send(method.parse().unwrap(), path, &body).await.unwrap();
        assert_eq!(status, 200, "{method} {path}: {reply}");
        serde_json::from_value(reply).unwrap()
    }

    /// Creates an app with these files; a draft only.
    pub(crate) async fn create(&self, name: &str, files: &BTreeMap<String, String>, entrypoint: &str) -> App {
        let body = json!({"name": name, "files": files, "entrypoint": entrypoint, "deploy": false});
        self.ask("POST", "/api/apps", body).await
    }

    /// Deploys these files.
    pub(crate) async fn deploy(&self, app_id: &str, files: &BTreeMap<String, String>) -> Deployment {
        let reply: DeployReply = self
            .ask(
                "POST",
                &format!("/api/apps/{app_id}/deploy"),
                json!({"files": files}),
            )
            .await;
        reply.deployment
    }

    /// The app with its code.
    pub(crate) async fn app(&self, app_id: &str) -> AppDetail {
        self.ask("GET", &format!("/api/apps/{app_id}"), Value::Null).await
    }

    /// Waits until the deployment is over.
    pub(crate) async fn ended(&self, started: &Deployment) -> Deployment {
        let path = format!("/api/apps/{}/deployments/{}", started.app_id, started.id);
        until("the deployment to end", async || {
            let deployment: Deployment = self.ask("GET", &path, Value::Null).await;
            deployment.status.is_final().then_some(deployment)
        })
        .await
    }

    /// Waits until the app is in this condition.
    pub(crate) async fn in_condition(&self, app_id: &str, condition: Condition) -> AppDetail {
        let mut seen = None;
        let arrived = until_or_not(async || {
            let app = self.app(app_id).await;
            seen = Some((app.app.condition, app.app.failure.clone()));
            (app.app.condition == condition).then_some(app)
        })
        .await;
        assert!(arrived.is_some(), "{app_id} is not {condition:?} but {seen:?}");
        arrived.unwrap()
    }

    /// A request to an app through the gateway.
    pub(crate) fn to_app(&self, app_id: &str, method: &str, path: &str) -> reqwest::RequestBuilder {
        let port = self.url.rsplit(':').next().unwrap();
        self.http
            .request(method.parse().unwrap(), format!("{}{path}", self.url))
            .header("host", format!("app-{app_id}.localhost:{port}"))
    }

    /// What the app answers to `GET path`: status and text.
    pub(crate) async fn get(&self, app_id: &str, path: &str) -> (u16, String) {
        let reply = self.to_app(app_id, "GET", path).send().await.unwrap();
        (reply.status().as_u16(), reply.text().await.unwrap())
    }

    /// The stream of events.
    pub(crate) async fn events(&self) -> Events {
        self.socket("/api/events").await
    }

    /// A WebSocket of the server, signed in.
    pub(crate) async fn socket(&self, path: &str) -> Events {
        let mut request = format!("{}{path}", self.url.replace("http", "ws"))
            .into_client_request()
            .unwrap();
        request
            .headers_mut()
            .insert("authorization", format!("Bearer {}", self.token).parse().unwrap());
        tokio_tungstenite::connect_async(request).await.unwrap().0
    }

    /// A WebSocket of an app through the gateway.
    pub(crate) async fn app_socket(&self, app_id: &str, path: &str) -> Events {
        let address = self.url.trim_start_matches("http://");
        let port = address.rsplit(':').next().unwrap();
        let request = format!("ws://app-{app_id}.localhost:{port}{path}")
            .into_client_request()
            .unwrap();
        let stream = TcpStream::connect(address).await.unwrap();
        tokio_tungstenite::client_async(request, MaybeTlsStream::Plain(stream))
            .await
            .unwrap()
            .0
    }
}

/// The next event; `None` when the server is gone.
pub(crate) async fn next_event(events: &mut Events) -> Option<Event> {
    while let Some(Ok(frame)) = events.next().await {
        if let Ok(text) = frame.to_text()
            && let Ok(event) = serde_json::from_str(text)
        {
            return Some(event);
        }
    }
    None
}

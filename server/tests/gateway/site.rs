//! A server on loopback with the gateway in front of an API that says `api`.

use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::routing::any;
use fp_server::gateway::{Absence, Explain, Gateway, route};
use fp_server::platform::rollout::Answering;
use fp_server::runtime::Runtime;
use fp_server::store::AppId;
use tokio::sync::watch;

pub(crate) const APP: &str = "abc12345";

/// What the platform would say about apps that do not run.
pub(crate) struct Words;

#[async_trait]
impl Explain for Words {
    async fn why_not(&self, app_id: &AppId) -> Absence {
        if app_id.0 == "stopped" {
            return Absence::NotRunning {
                reason: "the app was stopped by <its owner>".to_owned(),
                retry_after: Some(7),
            };
        }
        Absence::Unknown
    }

    async fn wake(&self, _: &AppId) {}

    fn changes(&self, _: &AppId) -> watch::Receiver<Answering> {
        watch::channel(Answering::No).1
    }
}

/// The API and the gateway as `main` puts them together.
pub(crate) fn router(runtime: Arc<dyn Runtime>) -> Router {
    let api = Router::new().fallback(any(|| async { "api" }));
    route(
        api,
        Gateway::with(runtime, Arc::new(Words), "apps.test:8700", "http"),
    )
}

/// A listening server.
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    pub(crate) client: reqwest::Client,
}

impl Site {
    pub(crate) async fn start(runtime: Arc<dyn Runtime>) -> Self {
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = router(runtime).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { address, client }
    }

    pub(crate) fn get(&self, host: &str, path: &str) -> reqwest::RequestBuilder {
        self.client
            .get(format!("http://{}{path}", self.address))
            .header("host", host)
    }

    pub(crate) fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.client
            .post(format!("http://{}{path}", self.address))
            .header("host", format!("app-{APP}.apps.test"))
    }

    /// A request to the app.
    pub(crate) fn app(&self, path: &str) -> reqwest::RequestBuilder {
        self.get(&format!("app-{APP}.apps.test"), path)
    }
}

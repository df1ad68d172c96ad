//! Requests to apps through the gateway, without a listener.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use fp_server::gateway::{Absence, Explain, Gateway, route};
use fp_server::platform::rollout::Answering;
use fp_server::runtime::Runtime;
use fp_server::store::AppId;
use http_body_util::BodyExt as _;
use tokio::sync::watch;
use tower::ServiceExt as _;

/// The domain apps are below.
pub(crate) const DOMAIN: &str = "apps.test";

struct NoWords;

#[async_trait]
impl Explain for NoWords {
    async fn why_not(&self, _: &AppId) -> Absence {
        Absence::NotRunning {
            reason: "nothing runs".to_owned(),
            retry_after: None,
        }
    }

    async fn wake(&self, _: &AppId) {}

    fn changes(&self, _: &AppId) -> watch::Receiver<Answering> {
        watch::channel(Answering::No).1
    }
}

/// A reply, read to its end.
#[derive(Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Somebody who visits apps.
#[derive(Clone)]
pub(crate) struct Visitor {
    router: Router,
}

impl Visitor {
    pub(crate) fn of(runtime: Arc<dyn Runtime>) -> Self {
        let gateway = Gateway::with(runtime, Arc::new(NoWords), DOMAIN, "http");
        Self {
            router: route(Router::new(), gateway),
        }
    }

    pub(crate) async fn get(&self, app: &AppId, path: &str) -> Reply {
        self.send(app, Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn send(&self, app: &AppId, mut request: Request<Body>) -> Reply {
        let host = format!("app-{app}.{DOMAIN}").parse().unwrap();
        request.headers_mut().insert("host", host);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes)
            .unwrap_or_default();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }
}

//! Requests to apps through the gateway, without a listener.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use fp_server::gateway::{Absence, Explain, Gateway, route};
use fp_server::runtime::Runtime;
use fp_server::store::AppId;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

/// The domain apps are below.
pub const DOMAIN: &str = "apps.test";

struct NoWords;

#[async_trait]
impl Explain for NoWords {
    async fn why_not(&self, _: &AppId) -> Absence {
        Absence::NotRunning {
            reason: "nothing runs".to_owned(),
            retry_after: None,
        }
    }
}

/// A reply, read to its end.
#[derive(Debug, PartialEq)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Somebody who visits apps.
#[derive(Clone)]
pub struct Visitor {
    router: Router,
}

impl Visitor {
    pub fn of(runtime: Arc<dyn Runtime>) -> Self {
        let gateway = Gateway::with(runtime, Arc::new(NoWords), DOMAIN, "http");
        Self {
            router: route(Router::new(), gateway),
        }
    }

    pub async fn get(&self, app: &AppId, path: &str) -> Reply {
        self.send(app, Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub async fn send(&self, app: &AppId, mut request: Request<Body>) -> Reply {
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

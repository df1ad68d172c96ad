//! The way in to apps: requests for `app-{id}.{APP_DOMAIN}` go to the app, everything else to the API.
//!
//! Knows nothing of users and records; why an app does not answer it asks of [`Explain`].

mod absence;
mod accept;
mod forward;
mod guarded_body;
mod headers;
mod hold;
mod host;
mod page;
mod platform_words;
mod tunnel;

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use tower::{ServiceExt as _, service_fn};

use crate::platform::Platform;
use crate::platform::traffic::Visits;
use crate::runtime::Runtime;
use crate::store::AppId;
use accept::Accept;
use forward::{ForwardError, Forwarded};
use hold::{Connector, Held};

pub use absence::{Absence, Explain};

/// Brings requests to apps; cheap to clone.
#[derive(Clone)]
pub struct Gateway {
    runtime: Arc<dyn Runtime>,
    explain: Arc<dyn Explain>,
    domain: Arc<str>,
    scheme: Arc<str>,
    held: Held,
    visits: Visits,
}

impl Gateway {
    /// The gateway of a platform.
    pub fn new(platform: &Platform) -> Self {
        let gateway = Self::with(
            Arc::clone(&platform.runtime),
            Arc::new(platform.clone()),
            &platform.settings.app_domain,
            &platform.settings.scheme,
        );
        Self {
            visits: platform.traffic.visits.clone(),
            ..gateway
        }
    }

    /// A gateway to the apps of `runtime`, below `app_domain` (its port does not matter), reached over `scheme`.
    pub fn with(
        runtime: Arc<dyn Runtime>,
        explain: Arc<dyn Explain>,
        app_domain: &str,
        scheme: &str,
    ) -> Self {
        Self {
            runtime,
            explain,
            domain: host::name(app_domain).into(),
            scheme: scheme.into(),
            held: Held::default(),
            visits: Visits::default(),
        }
    }

    /// Answers a request for an app.
    async fn answer(&self, app_id: &AppId, request: Request) -> Response {
        let accept = Accept::of(request.headers());
        let forwarded = Forwarded {
            client: client(&request),
            scheme: Arc::clone(&self.scheme),
        };
        let connector = Connector {
            runtime: self.runtime.as_ref(),
            explain: self.explain.as_ref(),
            held: &self.held,
            visits: &self.visits,
            app_id,
            patience: hold::patience(&request, accept),
        };
        match forward::forward(&connector, request, &forwarded).await {
            Ok(response) => response,
            Err(error) => page::render(&absence(error), accept),
        }
    }
}

/// What a failed request says of the app.
fn absence(error: ForwardError) -> Absence {
    match error {
        ForwardError::Absent(absence) => absence,
        ForwardError::Refused(reason) | ForwardError::Lost(reason) => Absence::Broken { reason },
        ForwardError::Overdue => Absence::Overdue {
            seconds: forward::HEAD.as_secs(),
        },
        ForwardError::NotHttp(reason) => Absence::Refused { reason },
    }
}

/// The API and, by host name, the apps.
pub fn route(api: Router, gateway: Gateway) -> Router {
    let service = service_fn(move |request: Request| {
        let (api, gateway) = (api.clone(), gateway.clone());
        async move {
            match host::app_of(&request, &gateway.domain) {
                Some(app_id) => Ok::<_, Infallible>(gateway.answer(&app_id, request).await),
                None => api.oneshot(request).await,
            }
        }
    });
    Router::new().fallback_service(service)
}

fn client(request: &Request) -> Option<IpAddr> {
    let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
    info.map(|ConnectInfo(address)| address.ip())
}

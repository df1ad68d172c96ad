//! One request to an app and its reply, over a connection of its own.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, Uri, Version};
use axum::response::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::absence::Absence;
use super::guarded_body::GuardedBody;
use super::hold::Connector;
use super::{headers, tunnel};
use crate::platform::traffic::Visit;

/// How long an app may take to begin its reply once it has the whole request.
pub(super) const HEAD: Duration = Duration::from_mins(1);

/// Whom a request came from.
pub(super) struct Forwarded {
    /// The client's address, where the listener knows it.
    pub(super) client: Option<IpAddr>,
    /// How the client reached the gateway.
    pub(super) scheme: Arc<str>,
}

/// Why there is no reply.
pub(super) enum ForwardError {
    /// Nothing runs for the app.
    Absent(Absence),
    /// The app takes no connections.
    Refused(String),
    /// The connection was closed before a reply came.
    Lost(String),
    /// The reply did not begin in time.
    Overdue,
    /// The request is not one that can be passed on.
    NotHttp(String),
}

/// Brings the request to the app and its reply back; both bodies are streamed.
///
/// Dropping the future, or the reply's body, closes the connection to the app.
pub(super) async fn forward(
    connector: &Connector<'_>,
    mut request: Request,
    forwarded: &Forwarded,
) -> Result<Response, ForwardError> {
    let protocol = headers::upgrade(request.headers());
    let client = protocol.as_ref().map(|_| hyper::upgrade::on(&mut request));
    prepare(&mut request, forwarded, protocol)?;
    let spare = repeatable(&request);
    let reply = match attempt(connector, request).await {
        Err(ForwardError::Lost(reason)) => match spare {
            Some(request) => attempt(connector, request).await,
            None => Err(ForwardError::Lost(reason)),
        },
        reply => reply,
    };
    reply.map(|reply| reply.into_response(client))
}

/// Turns the client's request into the gateway's own.
fn prepare(
    request: &mut Request,
    forwarded: &Forwarded,
    protocol: Option<HeaderValue>,
) -> Result<(), ForwardError> {
    if request.method() == Method::CONNECT {
        return Err(ForwardError::NotHttp("apps cannot be used as a proxy".to_owned()));
    }
    let of_address = request
        .uri()
        .authority()
        .map(|authority| authority.as_str().to_owned());
    let host = of_address.map_or_else(
        || request.headers().get(HOST).cloned(),
        |authority| HeaderValue::try_from(authority).ok(),
    );
    let path = request
        .uri()
        .path_and_query()
        .cloned()
        .unwrap_or_else(|| PathAndQuery::from_static("/"));
    *request.uri_mut() = Uri::from(path);
    *request.version_mut() = Version::HTTP_11;
    let map = request.headers_mut();
    headers::remove_hop_by_hop(map);
    headers::set_forwarded(map, host.as_ref(), forwarded.client, &forwarded.scheme);
    if let Some(protocol) = protocol {
        headers::set_upgrade(map, protocol);
    }
    Ok(())
}

/// The same request once more, if sending it twice does no harm (RFC 9110, section 9.2.2): no body, idempotent method.
fn repeatable(request: &Request) -> Option<Request> {
    if !request.method().is_idempotent() || !request.body().is_end_stream() {
        return None;
    }
    let mut spare = Request::new(Body::empty());
    spare.method_mut().clone_from(request.method());
    spare.uri_mut().clone_from(request.uri());
    spare.headers_mut().clone_from(request.headers());
    Some(spare)
}

/// The app's reply and what keeps its connection open.
struct Reply {
    response: hyper::Response<Incoming>,
    connection: DropGuard,
    visit: Visit,
}

impl Reply {
    fn into_response(mut self, client: Option<OnUpgrade>) -> Response {
        let protocol = headers::upgrade(self.response.headers());
        headers::remove_hop_by_hop(self.response.headers_mut());
        if self.response.status() == StatusCode::SWITCHING_PROTOCOLS
            && let (Some(client), Some(protocol)) = (client, protocol)
        {
            tunnel::open(client, hyper::upgrade::on(&mut self.response), self.visit);
            headers::set_upgrade(self.response.headers_mut(), protocol);
            // The connection is the tunnel's now.
            self.connection.disarm();
            return self.response.map(|_| Body::empty());
        }
        let (connection, visit) = (self.connection, self.visit);
        self.response.map(|body| {
            Body::new(GuardedBody {
                body,
                _connection: connection,
                _visit: visit,
            })
        })
    }
}

async fn attempt(connector: &Connector<'_>, request: Request) -> Result<Reply, ForwardError> {
    let stream = connector.connect().await?;
    let visit = connector.visits.begin(connector.app_id);
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| lost(&error))?;
    let ended = CancellationToken::new();
    let guard = ended.clone().drop_guard();
    tokio::spawn(async move {
        tokio::select! {
            result = connection.with_upgrades() => {
                if let Err(error) = result {
                    tracing::debug!(%error, "a connection to an app failed");
                }
            }
            () = ended.cancelled() => {}
        }
    });
    let (request, progress) = watch_body(request);
    let response = tokio::select! {
        response = sender.send_request(request) => response.map_err(|error| lost(&error))?,
        () = overdue(progress) => return Err(ForwardError::Overdue),
    };
    Ok(Reply {
        response,
        connection: guard,
        visit,
    })
}

/// The request with a body that notes when its last piece passed: a slow upload is not a slow app.
fn watch_body(request: Request) -> (hyper::Request<Body>, watch::Receiver<Instant>) {
    let (sender, receiver) = watch::channel(Instant::now());
    if request.body().is_end_stream() {
        return (request, receiver);
    }
    let watched = request.map(|body| {
        Body::new(body.map_frame(move |frame| {
            sender.send_replace(Instant::now());
            frame
        }))
    });
    (watched, receiver)
}

async fn overdue(progress: watch::Receiver<Instant>) {
    loop {
        let deadline = *progress.borrow() + HEAD;
        tokio::time::sleep_until(deadline).await;
        if *progress.borrow() + HEAD <= Instant::now() {
            return;
        }
    }
}

fn lost(error: &hyper::Error) -> ForwardError {
    let reason = if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
        "the app closed the connection before it answered".to_owned()
    } else {
        format!("the app's reply cannot be read: {error}")
    };
    ForwardError::Lost(reason)
}

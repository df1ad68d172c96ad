//! What is asked of the API server, as its authorizer sees it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use axum::http::{Method, Request, Response, StatusCode, Uri};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use kube::client::Body;
use tower::{Layer, Service};

/// Verb, group and resource, and the namespace it is asked in; none for the whole cluster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Call {
    pub(crate) namespace: Option<String>,
    pub(crate) group: String,
    pub(crate) resource: String,
    pub(crate) verb: &'static str,
}

/// Everything that was asked through the clients with this layer.
#[derive(Clone, Default)]
pub(crate) struct Asked {
    allowed: Arc<Mutex<BTreeSet<Call>>>,
    refused: Arc<Mutex<BTreeSet<Call>>>,
}

impl Asked {
    pub(crate) fn allowed(&self) -> BTreeSet<Call> {
        self.allowed.lock().unwrap().clone()
    }

    pub(crate) fn refused(&self) -> BTreeSet<Call> {
        self.refused.lock().unwrap().clone()
    }

    fn note(&self, call: Call, status: StatusCode) {
        if status == StatusCode::FORBIDDEN {
            self.refused.lock().unwrap().insert(call);
            return;
        }
        let mut allowed = self.allowed.lock().unwrap();
        // What is applied and was not there is created: the API server asks for both.
        if call.verb == "patch" && status == StatusCode::CREATED {
            allowed.insert(Call {
                verb: "create",
                ..call.clone()
            });
        }
        allowed.insert(call);
    }
}

impl<S> Layer<S> for Asked {
    type Service = Asking<S>;

    fn layer(&self, inner: S) -> Asking<S> {
        Asking {
            inner,
            asked: self.clone(),
        }
    }
}

/// A client's way to the API server, listened to.
pub(crate) struct Asking<S> {
    inner: S,
    asked: Asked,
}

impl<S, B> Service<Request<Body>> for Asking<S>
where
    S: Service<Request<Body>, Response = Response<B>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let call = Call::of(request.method(), request.uri());
        let asked = self.asked.clone();
        let answer = self.inner.call(request);
        async move {
            let answer = answer.await?;
            asked.note(call, answer.status());
            Ok(answer)
        }
        .boxed()
    }
}

impl Call {
    /// `/api/v1/...` or `/apis/GROUP/VERSION/...`, then `[namespaces/NAMESPACE/]RESOURCE[/NAME]`.
    fn of(method: &Method, uri: &Uri) -> Self {
        let mut path = uri.path().trim_matches('/').split('/').skip(1).peekable();
        let group = if uri.path().starts_with("/apis/") {
            path.next().unwrap()
        } else {
            ""
        };
        let mut path = path.skip(1);
        let (first, second, third) = (path.next().unwrap(), path.next(), path.next());
        let (namespace, resource, name) = match (first, second, third) {
            ("namespaces", Some(namespace), Some(resource)) => (Some(namespace), resource, path.next()),
            _ => (None, first, second),
        };
        let watches = uri.query().is_some_and(|query| query.contains("watch=true"));
        let verb = match (method.as_str(), name) {
            ("GET", Some(_)) => "get",
            ("GET", None) if watches => "watch",
            ("GET", None) => "list",
            ("POST", _) => "create",
            ("PUT", _) => "update",
            ("PATCH", _) => "patch",
            ("DELETE", Some(_)) => "delete",
            ("DELETE", None) => "deletecollection",
            (other, _) => panic!("{other} {uri}"),
        };
        Self {
            namespace: namespace.map(str::to_owned),
            group: group.to_owned(),
            resource: resource.to_owned(),
            verb,
        }
    }
}

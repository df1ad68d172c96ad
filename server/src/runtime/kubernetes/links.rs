//! Connections to the runners in the pods: one per pod, held open, over which code is pushed and logs arrive.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fp_contract::revision::short;
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use tokio::net::TcpStream;
use tokio::sync::{OnceCell, broadcast};

use super::names::CONTROL_PORT;
use super::pod_state::running_address;
use crate::logs::{Logs, NewLine};
use crate::runtime::RuntimeChange;
use crate::runtime::runner::control::{Control, ControlError};
use crate::runtime::runner::message::{Event, ExitedEvent, Phase, Reply, Request};
use crate::runtime::runner::{exit, record};
use crate::store::AppId;

/// How long a runner may take for an answer that needs no work.
const ANSWER: Duration = Duration::from_secs(10);
/// How long a pod's address may take to be reached.
const CONNECT: Duration = Duration::from_secs(3);
/// Where the runner writes revisions in a pod.
const WORK_DIR: &str = "/tmp/fp";

/// A connection to the runner of one pod.
pub(super) struct Link {
    /// The pod's name.
    pub(super) pod: String,
    /// For requests.
    pub(super) control: Control,
    /// Kept open: output and ends come over it.
    follow: Control,
    /// The app ended by itself: the pod ends as well, which the cluster says later.
    has_ended: Arc<AtomicBool>,
}

impl Link {
    /// Whether the runner is gone.
    fn is_closed(&self) -> bool {
        self.control.is_closed() || self.follow.is_closed()
    }

    /// Ends with the connection.
    async fn closed(&self) {
        tokio::select! {
            () = self.control.closed() => {}
            () = self.follow.closed() => {}
        }
    }

    /// Asks for an answer that needs no work.
    pub(super) async fn ask(&self, request: &Request<'_>) -> Result<Reply, String> {
        in_time(self.control.request(request)).await
    }
}

/// The connection to one pod, made by whoever needs it first.
type Cell = Arc<OnceCell<Arc<Link>>>;

/// The connections to all pods' runners.
#[derive(Clone)]
pub(super) struct Links {
    by_pod: Arc<Mutex<HashMap<String, Cell>>>,
    logs: Arc<Logs>,
    changes: broadcast::Sender<RuntimeChange>,
    /// Told of every connection that ended.
    ended: broadcast::Sender<AppId>,
}

impl Links {
    pub(super) fn new(
        logs: Arc<Logs>,
        changes: broadcast::Sender<RuntimeChange>,
        ended: broadcast::Sender<AppId>,
    ) -> Self {
        Self {
            by_pod: Arc::default(),
            logs,
            changes,
            ended,
        }
    }

    /// The connection to a running pod's runner: the one there is, or a new one.
    pub(super) async fn link(&self, app_id: &AppId, pod: &Pod, token: &str) -> Result<Arc<Link>, String> {
        let address = running_address(pod).ok_or("its container does not run")?;
        let (cell, name) = (self.cell(pod), pod.name_any());
        cell.get_or_try_init(|| self.connect(app_id, &name, address, token))
            .await
            .cloned()
    }

    /// Whether this pod's runner is known to answer no more, whatever the cluster still says.
    pub(super) fn is_known_dead(&self, pod: &Pod) -> bool {
        let by_pod = self.lock();
        let link = by_pod.get(&key_of(pod)).and_then(|cell| cell.get());
        link.is_some_and(|link| link.is_closed() || link.has_ended.load(Ordering::Acquire))
    }

    /// Forgets the connections of an app's pods that are not among `pods` any more.
    pub(super) fn keep_only(&self, app_id: &AppId, pods: &[Arc<Pod>]) {
        let prefix = format!("app-{app_id}-");
        let is_there = |key: &str| pods.iter().any(|pod| key_of(pod) == key);
        self.lock()
            .retain(|key, _| !key.starts_with(&prefix) || is_there(key));
    }

    /// The cell of a pod; a fresh one when the connection in it has ended.
    fn cell(&self, pod: &Pod) -> Cell {
        let mut by_pod = self.lock();
        let cell = by_pod.entry(key_of(pod)).or_default();
        if cell.get().is_some_and(|link| link.is_closed()) {
            *cell = Arc::default();
        }
        Arc::clone(cell)
    }

    /// Has the app looked at when the connection ends.
    fn tell_of_the_end(&self, app_id: &AppId, link: &Arc<Link>) {
        let (link, ended, app_id) = (Arc::clone(link), self.ended.clone(), app_id.clone());
        tokio::spawn(async move {
            link.closed().await;
            let _nobody_listens = ended.send(app_id);
        });
    }

    async fn connect(
        &self,
        app_id: &AppId,
        pod: &str,
        address: &str,
        token: &str,
    ) -> Result<Arc<Link>, String> {
        let has_ended = Arc::new(AtomicBool::new(false));
        let listener = Listener {
            app_id: app_id.clone(),
            logs: Arc::clone(&self.logs),
            changes: self.changes.clone(),
            has_ended: Arc::clone(&has_ended),
        };
        let follow = open(address, token, move |event| listener.hear(event)).await?;
        let reply = in_time(follow.request(&Request::Follow)).await?;
        if reply.dropped > 0 {
            let message = format!("{} log lines of {pod} were lost", reply.dropped);
            self.logs.append(app_id, NewLine::platform(message, None));
        }
        let control = open(address, token, |_| {}).await?;
        let link = Arc::new(Link {
            pod: pod.to_owned(),
            control,
            follow,
            has_ended,
        });
        self.tell_of_the_end(app_id, &link);
        Ok(link)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Cell>> {
        self.by_pod.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A pod's name with the count of its container's starts: each has a runner of its own.
pub(super) fn key_of(pod: &Pod) -> String {
    format!("{}/{}", pod.name_any(), super::pod_state::restarts(pod))
}

async fn open(
    address: &str,
    token: &str,
    on_event: impl FnMut(Event) + Send + 'static,
) -> Result<Control, String> {
    let connect = TcpStream::connect((address, CONTROL_PORT));
    let stream = tokio::time::timeout(CONNECT, connect)
        .await
        .map_err(|_| format!("{address} cannot be reached within {} s", CONNECT.as_secs()))?
        .map_err(|error| format!("{address} cannot be reached: {error}"))?;
    let _small_messages_go_at_once = stream.set_nodelay(true);
    let control = Control::over(stream, on_event);
    let reply = in_time(control.request(&Request::Hello { token })).await?;
    if reply.ok {
        Ok(control)
    } else {
        Err(reply
            .error
            .unwrap_or_else(|| "it does not trust this server".to_owned()))
    }
}

/// Takes what one pod's runner says unasked.
struct Listener {
    app_id: AppId,
    logs: Arc<Logs>,
    changes: broadcast::Sender<RuntimeChange>,
    has_ended: Arc<AtomicBool>,
}

impl Listener {
    fn hear(&self, event: Event) {
        match event {
            Event::Log(event) => self.logs.append(&self.app_id, record::line(event)),
            Event::Request(event) => self.logs.append(&self.app_id, record::request(event)),
            Event::Exited(event) if event.was == Phase::Serving => self.exited(&event),
            Event::Exited(_) | Event::Stage { .. } | Event::SupervisorExited(_) => {}
        }
    }

    fn exited(&self, event: &ExitedEvent) {
        self.has_ended.store(true, Ordering::Release);
        let failure = exit::failure(event, WORK_DIR.as_ref());
        let message = format!("revision {} {}", short(&event.revision), failure.message);
        let line = NewLine::platform(message, Some(&event.revision));
        self.logs.append(&self.app_id, line);
        let _nobody_listens = self.changes.send(RuntimeChange::Exited {
            app_id: self.app_id.clone(),
            revision_id: event.revision.clone(),
            failure: Box::new(failure),
            after_seconds: event.after_seconds,
        });
    }
}

async fn in_time(reply: impl Future<Output = Result<Reply, ControlError>>) -> Result<Reply, String> {
    match tokio::time::timeout(ANSWER, reply).await {
        Ok(reply) => reply.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no answer after {} s", ANSWER.as_secs())),
    }
}

//! One app's supervisor: spawned by the parent when it is needed, spoken to over two control connections.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::net::UnixStream;
use tokio_util::sync::CancellationToken;

use super::instance::Instance;
use super::parent::Parent;
use super::processes::Processes;
use crate::runtime::runner::control::{Control, ControlError};
use crate::runtime::runner::message::{Reply, Request};

/// How long a supervisor may take for an answer that needs no work.
const ANSWER: Duration = Duration::from_secs(10);

/// Where an app's supervisor has its files.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    pub(super) control: PathBuf,
    pub(super) listen: PathBuf,
    pub(super) work_dir: PathBuf,
    pub(super) data_dir: PathBuf,
}

/// A supervisor that was running when last heard of.
#[derive(Debug)]
pub(super) struct Supervisor {
    pid: u32,
    control: Control,
    /// Kept open: the events of the app come over it.
    follow: Control,
    processes: Processes,
    is_ended_on_purpose: AtomicBool,
    server_stops: CancellationToken,
}

impl Supervisor {
    /// Has the parent fork a supervisor and connects to it.
    pub(super) async fn spawn(
        parent: &Parent,
        app_id: &str,
        paths: &Paths,
        instance: &Arc<Instance>,
        processes: &Processes,
    ) -> Result<Arc<Self>, String> {
        create_folders(paths).await?;
        let control = parent.control().await?;
        let request = Request::Spawn {
            app_id,
            control: &paths.control,
            listen: &paths.listen,
            work_dir: &paths.work_dir,
            data_dir: &paths.data_dir,
        };
        let reply = in_time(control.request(&request)).await?;
        let pid = reply
            .pid
            .filter(|_| reply.ok)
            .ok_or_else(|| reply.error.unwrap_or_else(|| "it does not say why".to_owned()))?;
        processes.note(pid).await;
        let (control, follow) = match connect(&paths.control, instance).await {
            Ok(connections) => connections,
            Err(error) => {
                processes.kill(pid).await;
                return Err(error);
            }
        };
        let supervisor = Arc::new(Self {
            pid,
            control,
            follow,
            processes: processes.clone(),
            is_ended_on_purpose: AtomicBool::new(false),
            server_stops: parent.stopping(),
        });
        tokio::spawn(watch(Arc::clone(&supervisor), Arc::clone(instance)));
        Ok(supervisor)
    }

    /// Its process id.
    pub(super) fn pid(&self) -> u32 {
        self.pid
    }

    /// The connection for requests.
    pub(super) fn control(&self) -> &Control {
        &self.control
    }

    /// Whether it is gone.
    pub(super) fn is_gone(&self) -> bool {
        self.control.is_closed() || self.follow.is_closed()
    }

    /// Asks for an answer that needs no work.
    pub(super) async fn ask(&self, request: &Request<'_>) -> Result<Reply, String> {
        in_time(self.control.request(request)).await
    }

    /// Ends the supervisor; `drain` is how long its child may take to finish its requests.
    pub(super) async fn end(&self, drain: Duration) {
        self.is_ended_on_purpose.store(true, Ordering::Release);
        let stopped = tokio::time::timeout(drain + ANSWER, self.control.request(&Request::Stop)).await;
        if !matches!(stopped, Ok(Ok(ref reply)) if reply.ok) {
            tracing::warn!(
                process = self.pid,
                "a supervisor did not stop its app; it is killed"
            );
        }
        self.processes.kill(self.pid).await;
    }
}

/// Waits for the supervisor's end; when nobody asked for it, says so.
async fn watch(supervisor: Arc<Supervisor>, instance: Arc<Instance>) {
    tokio::select! {
        () = supervisor.control.closed() => {}
        () = supervisor.follow.closed() => {}
    }
    // Without its connection it is of no use, should it live.
    supervisor.processes.kill(supervisor.pid).await;
    if supervisor.server_stops.is_cancelled() {
        instance.stopped();
    } else if !supervisor.is_ended_on_purpose.load(Ordering::Acquire) {
        instance.lost(supervisor.pid);
    }
}

async fn connect(path: &Path, instance: &Arc<Instance>) -> Result<(Control, Control), String> {
    let failed = |error: std::io::Error| format!("{} cannot be connected to: {error}", path.display());
    let listener = Arc::clone(instance);
    let stream = UnixStream::connect(path).await.map_err(failed)?;
    let follow = Control::over(stream, move |event| listener.hear(event));
    let reply = in_time(follow.request(&Request::Follow)).await?;
    instance.dropped(reply.dropped);
    let stream = UnixStream::connect(path).await.map_err(failed)?;
    Ok((Control::over(stream, |_| {}), follow))
}

async fn create_folders(paths: &Paths) -> Result<(), String> {
    for folder in [&paths.work_dir, &paths.data_dir] {
        tokio::fs::create_dir_all(folder)
            .await
            .map_err(|error| format!("{} cannot be created: {error}", folder.display()))?;
    }
    Ok(())
}

async fn in_time(reply: impl Future<Output = Result<Reply, ControlError>>) -> Result<Reply, String> {
    match tokio::time::timeout(ANSWER, reply).await {
        Ok(reply) => reply.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no answer after {} s", ANSWER.as_secs())),
    }
}

//! One app on this machine: its folders, its supervisor, its instance.

use std::sync::Arc;
use std::time::Duration;

use fp_contract::Timestamp;
use tokio::net::UnixStream;
use tokio::sync::{Mutex, mpsc};

use super::connection::AppConnection;
use super::instance::{Instance, Serving};
use super::parent::Parent;
use super::processes::Processes;
use super::supervisor::{Paths, Supervisor};
use crate::runtime::runner::control::ControlError;
use crate::runtime::runner::message::{Limits, Reply, Request};
use crate::runtime::{ApplyError, ConnectError, Observation, Release, StageBegan};
use crate::store::AppId;

/// Added to the sum of a load's own limits before the supervisor is held to be stuck.
const LOAD_SLACK: Duration = Duration::from_secs(30);
/// How long a connection may wait for room in the listening socket's queue.
const QUEUE: Duration = Duration::from_secs(2);
/// How often it looks for room.
const LOOK: Duration = Duration::from_millis(5);

/// An app that was asked for since this server started.
#[derive(Debug)]
pub(super) struct App {
    pub(super) id: AppId,
    pub(super) paths: Paths,
    pub(super) instance: Arc<Instance>,
    pub(super) limits: Limits,
    pub(super) parent: Arc<Parent>,
    pub(super) processes: Processes,
    pub(super) supervisor: Mutex<Option<Arc<Supervisor>>>,
}

impl App {
    /// See [`crate::runtime::Runtime::apply`].
    pub(super) async fn apply(
        self: &Arc<Self>,
        release: &Release,
        stages: mpsc::UnboundedSender<StageBegan>,
    ) -> Result<(), ApplyError> {
        let supervisor = self.supervisor().await.map_err(ApplyError::Unavailable)?;
        let request = Request::Load {
            revision: &release.revision_id,
            entrypoint: &release.revision.entrypoint,
            files: &release.revision.files,
            env: &release.env,
            env_version: release.env_version,
            limits: self.limits,
        };
        let load = supervisor.control().load(&request, stages);
        let Ok(reply) = tokio::time::timeout(self.longest_load(), load).await else {
            self.give_up(&supervisor).await;
            return Err(ApplyError::Unavailable(
                "the supervisor does not answer".to_owned(),
            ));
        };
        let reply = reply.map_err(|error| not_loaded(&error))?;
        self.loaded(release, reply, supervisor.pid()).await
    }

    async fn loaded(&self, release: &Release, reply: Reply, supervisor: u32) -> Result<(), ApplyError> {
        if !reply.ok {
            return Err(match reply.failure {
                Some(failure) if failure.kind == "cancelled" => ApplyError::Unavailable(failure.message),
                Some(failure) => ApplyError::Failed(failure),
                None => ApplyError::Unavailable(reply.error.unwrap_or_else(|| "no reason given".to_owned())),
            });
        }
        let pid = reply.pid.unwrap_or_default();
        let is_new = self.instance.serves(Serving {
            revision: release.revision_id.clone(),
            pid,
            supervisor,
            since: Timestamp::now(),
        });
        if is_new {
            self.processes.note(pid).await;
        }
        Ok(())
    }

    /// See [`crate::runtime::Runtime::observe`].
    pub(super) async fn observe(&self) -> Result<Observation, ApplyError> {
        let supervisor = self.supervisor.lock().await.clone();
        let Some(supervisor) = supervisor.filter(|supervisor| !supervisor.is_gone()) else {
            return Ok(Observation::default());
        };
        let reply = supervisor
            .ask(&Request::Status)
            .await
            .map_err(ApplyError::Unavailable)?;
        Ok(Observation {
            env_version: reply.env_version.unwrap_or_default(),
            instance: reply
                .pid
                .filter(|_| reply.revision.is_some())
                .map(|pid| pid.to_string()),
            revision_id: reply.revision,
        })
    }

    /// See [`crate::runtime::Runtime::stop`].
    pub(super) async fn stop(&self) {
        let supervisor = self.supervisor.lock().await.take();
        self.instance.stopped();
        if let Some(supervisor) = supervisor {
            supervisor
                .end(Duration::from_secs(self.limits.drain.into()))
                .await;
        }
        for socket in [&self.paths.control, &self.paths.listen] {
            let _there_was_none = tokio::fs::remove_file(socket).await;
        }
    }

    /// See [`crate::runtime::Runtime::connect`].
    pub(super) async fn connect(&self) -> Result<AppConnection, ConnectError> {
        if !self.instance.is_serving() {
            return Err(ConnectError::NotRunning);
        }
        let connect = async {
            loop {
                match UnixStream::connect(&self.paths.listen).await {
                    // The queue of the listening socket is full.
                    Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                        tokio::time::sleep(LOOK).await;
                    }
                    result => return result,
                }
            }
        };
        match tokio::time::timeout(QUEUE, connect).await {
            Ok(Ok(stream)) => Ok(AppConnection::new(stream, self.instance.watch())),
            Ok(Err(error)) => Err(ConnectError::Refused(error.to_string())),
            Err(_) => Err(ConnectError::Refused("too many connections wait".to_owned())),
        }
    }

    /// The running supervisor, or a fresh one.
    async fn supervisor(self: &Arc<Self>) -> Result<Arc<Supervisor>, String> {
        let this = Arc::clone(self);
        // In a task of its own: a caller that goes away must not leave a supervisor nobody knows of.
        let spawn = tokio::spawn(async move {
            let mut slot = this.supervisor.lock().await;
            if let Some(supervisor) = slot.as_ref().filter(|supervisor| !supervisor.is_gone()) {
                return Ok(Arc::clone(supervisor));
            }
            let supervisor = Supervisor::spawn(
                &this.parent,
                &this.id.0,
                &this.paths,
                &this.instance,
                &this.processes,
            )
            .await?;
            *slot = Some(Arc::clone(&supervisor));
            Ok(supervisor)
        });
        spawn.await.map_err(|error| error.to_string())?
    }

    async fn give_up(&self, supervisor: &Arc<Supervisor>) {
        supervisor.end(Duration::ZERO).await;
        self.supervisor
            .lock()
            .await
            .take_if(|current| Arc::ptr_eq(current, supervisor));
        self.instance.lost(supervisor.pid());
    }

    fn longest_load(&self) -> Duration {
        let limits = self.limits;
        let seconds = limits.import + limits.start + limits.health + limits.drain;
        Duration::from_secs(seconds.into()) + LOAD_SLACK
    }
}

fn not_loaded(error: &ControlError) -> ApplyError {
    match error {
        ControlError::Closed => ApplyError::Unavailable("the supervisor ended while it loaded".to_owned()),
        ControlError::TooLong(_) | ControlError::Unwritable(_) => ApplyError::Failed(Box::new(
            fp_contract::deployment::Failure::new("internal", error.to_string()),
        )),
    }
}

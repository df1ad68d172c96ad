//! The local engine of the runtime: processes under a preloaded Python parent.
//!
//! Reading order: `parent`, `supervisor`, `instance` (what the runner reports), `app` (one app's whole). It speaks the protocol
//! of `super::runner` and knows nothing of what the runner does inside.

mod app;
mod connection;
pub mod environment;
mod instance;
mod parent;
mod processes;
mod python;
mod socket_dir;
mod supervisor;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use fp_checker::PythonTarget;
use fp_contract::Timestamp;
use fp_contract::deployment::StageName;
use fp_contract::instance::Instance as SeenInstance;
use tokio::sync::{broadcast, mpsc};

use super::{ApplyError, ConnectError, Connection, Observation, Release, Runtime, RuntimeChange, StageBegan};
use crate::logs::Logs;
use crate::runtime::runner::message::Limits;
use crate::store::AppId;
use app::App;
use instance::Instance;
use parent::{Parent, Program};
use processes::Processes;
use supervisor::Paths;

pub use socket_dir::socket_dir;

/// Changes kept for a slow reader; past it the reader is told that it missed some.
const CHANGES_KEPT: usize = 1024;

/// How apps run on this machine.
#[derive(Clone, Debug)]
pub struct LocalSettings {
    /// A Python that has the runner's packages (see [`environment::prepare`]).
    pub python: PathBuf,
    /// The folder that holds the package `fp_runner`.
    pub runner_dir: PathBuf,
    /// The server's data folder; apps have theirs in `apps/ID`.
    pub data_dir: PathBuf,
    /// The folder for sockets (see [`socket_dir()`]).
    pub socket_dir: PathBuf,
    /// Seconds a revision may take to import.
    pub import_seconds: u32,
    /// Seconds its own start-up may take.
    pub start_seconds: u32,
    /// Seconds it may take until it answers its health check.
    pub health_seconds: u32,
    /// Seconds an old revision may take to finish its requests.
    pub drain_seconds: u32,
}

/// Why the engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A folder cannot be used.
    #[error("{} cannot be used: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Apps as processes on this machine.
#[derive(Debug)]
pub struct LocalRuntime {
    settings: LocalSettings,
    logs: Arc<Logs>,
    changes: broadcast::Sender<RuntimeChange>,
    parent: Arc<Parent>,
    processes: Processes,
    /// The version of the Python that runs apps; `None` when it did not say.
    python: Option<PythonTarget>,
    apps: Mutex<HashMap<AppId, Arc<App>>>,
}

impl LocalRuntime {
    /// Ends what a killed server left behind and starts the parent, without waiting for it to be ready.
    ///
    /// Only one server may use a data folder at a time; the caller sees to that.
    pub async fn start(settings: LocalSettings, logs: Arc<Logs>) -> Result<Arc<Self>, StartError> {
        let processes = Processes::open(&settings.data_dir).map_err(|source| StartError::Folder {
            path: settings.data_dir.clone(),
            source,
        })?;
        processes.kill_all().await;
        remove_sockets(&settings.socket_dir).map_err(|source| StartError::Folder {
            path: settings.socket_dir.clone(),
            source,
        })?;
        let program = Program {
            python: settings.python.clone(),
            runner_dir: settings.runner_dir.clone(),
            control: settings.socket_dir.join("parent.sock"),
        };
        let parent = Arc::new(Parent::start(program, processes.clone()));
        let python = python::version(&settings.python).await;
        Ok(Arc::new(Self {
            parent,
            changes: broadcast::Sender::new(CHANGES_KEPT),
            apps: Mutex::default(),
            settings,
            logs,
            processes,
            python,
        }))
    }

    /// The app, known from now on.
    fn app(&self, id: &AppId) -> Arc<App> {
        Arc::clone(
            self.apps()
                .entry(id.clone())
                .or_insert_with(|| Arc::new(self.new_app(id))),
        )
    }

    /// The app, if it was asked for since this server started.
    fn known_app(&self, id: &AppId) -> Option<Arc<App>> {
        self.apps().get(id).cloned()
    }

    fn new_app(&self, id: &AppId) -> App {
        let folder = self.app_dir(id);
        let paths = Paths {
            control: self.settings.socket_dir.join(format!("c-{id}.sock")),
            listen: self.settings.socket_dir.join(format!("a-{id}.sock")),
            work_dir: folder.join("work"),
            data_dir: folder.join("data"),
        };
        let instance = Instance::new(
            id.clone(),
            paths.work_dir.clone(),
            Arc::clone(&self.logs),
            self.changes.clone(),
            self.processes.clone(),
        );
        App {
            id: id.clone(),
            paths,
            instance: Arc::new(instance),
            limits: self.limits(),
            parent: Arc::clone(&self.parent),
            processes: self.processes.clone(),
            supervisor: tokio::sync::Mutex::default(),
        }
    }

    fn app_dir(&self, id: &AppId) -> PathBuf {
        self.settings.data_dir.join("apps").join(&id.0)
    }

    fn limits(&self) -> Limits {
        Limits {
            import: self.settings.import_seconds,
            start: self.settings.start_seconds,
            health: self.settings.health_seconds,
            drain: self.settings.drain_seconds,
        }
    }

    fn apps(&self) -> MutexGuard<'_, HashMap<AppId, Arc<App>>> {
        self.apps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Runtime for LocalRuntime {
    fn name(&self) -> &'static str {
        "local"
    }

    fn python(&self) -> Option<PythonTarget> {
        self.python
    }

    async fn apply(
        &self,
        release: &Release,
        stages: mpsc::UnboundedSender<StageBegan>,
    ) -> Result<(), ApplyError> {
        let _nobody_listens = stages.send(StageBegan {
            name: StageName::Push,
            at: Timestamp::now(),
        });
        self.app(&release.app_id).apply(release, stages).await
    }

    async fn observe(&self, app_id: &AppId) -> Result<Observation, ApplyError> {
        match self.known_app(app_id) {
            Some(app) => app.observe().await,
            None => Ok(Observation::default()),
        }
    }

    async fn stop(&self, app_id: &AppId) -> Result<(), ApplyError> {
        if let Some(app) = self.known_app(app_id) {
            app.stop().await;
        }
        Ok(())
    }

    async fn remove(&self, app_id: &AppId) -> Result<(), ApplyError> {
        self.stop(app_id).await?;
        self.apps().remove(app_id);
        let folder = self.app_dir(app_id);
        match tokio::fs::remove_dir_all(&folder).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(ApplyError::Unavailable(
                format!("{} cannot be removed: {error}", folder.display()),
            )),
            _ => Ok(()),
        }
    }

    fn changes(&self) -> broadcast::Receiver<RuntimeChange> {
        self.changes.subscribe()
    }

    fn instances(&self, app_id: &AppId) -> Vec<SeenInstance> {
        let app = self.known_app(app_id);
        app.and_then(|app| app.instance.seen()).into_iter().collect()
    }

    async fn connect(&self, app_id: &AppId) -> Result<Box<dyn Connection>, ConnectError> {
        let app = self.known_app(app_id).ok_or(ConnectError::NotRunning)?;
        Ok(Box::new(app.connect().await?))
    }

    async fn shut_down(&self) {
        self.parent.end().await;
        self.processes.kill_all().await;
        if let Err(error) = remove_sockets(&self.settings.socket_dir) {
            tracing::warn!(%error, "sockets could not be removed");
        }
    }
}

/// Removes the sockets in `folder`: nobody listens on them.
fn remove_sockets(folder: &std::path::Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "sock") {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

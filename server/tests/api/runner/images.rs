//! An engine with images whose instances are only remembered, and whose renewals end as the test says. What pods do is tested on
//! the real one (`tests/kubernetes/runner.rs`).

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use fp_contract::deployment::Failure;
use fp_contract::instance::Instance;
use fp_server::runtime::{
    ApplyError, ConnectError, Connection, Observation, Release, RunnerVersion, Runtime, RuntimeChange,
    StageBegan,
};
use fp_server::store::AppId;
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::wait::within;

/// The engine.
pub(super) struct Images {
    wanted: Mutex<&'static str>,
    apps: Mutex<HashMap<AppId, (Observation, String)>>,
    begun: mpsc::UnboundedSender<Turn>,
    turns: tokio::sync::Mutex<mpsc::UnboundedReceiver<Turn>>,
}

/// A renewal under way.
pub(super) struct Turn {
    pub(super) app_id: AppId,
    end: oneshot::Sender<Result<(), String>>,
}

impl Turn {
    /// The app answers on the new runner.
    pub(super) fn answers(self) {
        self.end.send(Ok(())).unwrap();
    }

    /// It does not.
    pub(super) fn fails(self, why: &str) {
        self.end.send(Err(why.to_owned())).unwrap();
    }

    /// Waits until nobody waits for it any more.
    pub(super) async fn given_up(mut self) {
        self.end.closed().await;
    }
}

impl Images {
    /// Whose settings name this image.
    pub(super) fn new(image: &'static str) -> Self {
        let (begun, turns) = mpsc::unbounded_channel();
        Self {
            wanted: Mutex::new(image),
            apps: Mutex::default(),
            begun,
            turns: tokio::sync::Mutex::new(turns),
        }
    }

    /// As if the server had been started anew with this image.
    pub(super) fn want(&self, image: &'static str) {
        *self.wanted.lock().unwrap() = image;
    }

    /// The image on which an app is.
    pub(super) fn image(&self, app_id: &AppId) -> String {
        self.apps.lock().unwrap()[app_id].1.clone()
    }

    /// The next renewal that begins.
    pub(super) async fn turn(&self) -> Turn {
        let next = async { self.turns.lock().await.recv().await };
        within("a turn", next).await.unwrap()
    }

    fn wanted(&self) -> &'static str {
        *self.wanted.lock().unwrap()
    }

    fn start(&self, release: &Release) {
        let seen = Observation {
            revision_id: Some(release.revision_id.clone()),
            env_version: release.env_version,
            instance: None,
        };
        let instance = (seen, self.wanted().to_owned());
        self.apps.lock().unwrap().insert(release.app_id.clone(), instance);
    }
}

#[async_trait]
impl Runtime for Images {
    fn name(&self) -> &'static str {
        "images"
    }

    fn runner_image(&self) -> Option<&str> {
        Some(self.wanted())
    }

    fn runner(&self, app_id: &AppId) -> Option<RunnerVersion> {
        let (_, image) = self.apps.lock().unwrap().get(app_id)?.clone();
        let is_current = image == self.wanted();
        Some(RunnerVersion { image, is_current })
    }

    async fn renew(&self, release: &Release, _: mpsc::UnboundedSender<StageBegan>) -> Result<(), ApplyError> {
        let (end, ended) = oneshot::channel();
        let app_id = release.app_id.clone();
        self.begun.send(Turn { app_id, end }).ok().unwrap();
        match ended.await.unwrap() {
            Ok(()) => self.start(release),
            Err(why) => return Err(ApplyError::Failed(Box::new(Failure::new("unschedulable", why)))),
        }
        Ok(())
    }

    async fn apply(&self, release: &Release, _: mpsc::UnboundedSender<StageBegan>) -> Result<(), ApplyError> {
        self.start(release);
        Ok(())
    }

    async fn observe(&self, app_id: &AppId) -> Result<Observation, ApplyError> {
        let apps = self.apps.lock().unwrap();
        Ok(apps.get(app_id).map(|(seen, _)| seen.clone()).unwrap_or_default())
    }

    async fn stop(&self, app_id: &AppId) -> Result<(), ApplyError> {
        self.apps.lock().unwrap().remove(app_id);
        Ok(())
    }

    async fn remove(&self, app_id: &AppId) -> Result<(), ApplyError> {
        self.stop(app_id).await
    }

    fn instances(&self, _: &AppId) -> Vec<Instance> {
        Vec::new()
    }

    fn changes(&self) -> broadcast::Receiver<RuntimeChange> {
        broadcast::channel(1).1
    }

    async fn connect(&self, _: &AppId) -> Result<Box<dyn Connection>, ConnectError> {
        Err(ConnectError::NotRunning)
    }

    async fn shut_down(&self) {}
}

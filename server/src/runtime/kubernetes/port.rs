//! The runtime port as this engine answers it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use async_trait::async_trait;
use fp_contract::instance::Instance;
use rand::RngExt as _;
use tokio::net::TcpStream;
use tokio::sync::{broadcast, mpsc};

use super::apply::Purpose;
use super::names::APP_PORT;
use super::objects::Runner;
use super::{Applied, KubernetesRuntime, Routing, instance, lock, pod_state, runner_version};
use crate::runtime::runner::message::Request;
use crate::runtime::{
    ApplyError, ConnectError, Connection, Observation, Release, RunnerVersion, Runtime, RuntimeChange,
    RuntimeEvent, StageBegan, Viewers,
};
use crate::store::AppId;

/// How long a connection to an app's pod may take.
const CONNECT: Duration = Duration::from_secs(3);

#[async_trait]
impl Runtime for KubernetesRuntime {
    fn name(&self) -> &'static str {
        "kubernetes"
    }

    async fn apply(
        &self,
        release: &Release,
        stages: mpsc::UnboundedSender<StageBegan>,
    ) -> Result<(), ApplyError> {
        self.attempt(release, Purpose::Answer, stages).await
    }

    async fn observe(&self, app_id: &AppId) -> Result<Observation, ApplyError> {
        // What another process applied is compared once by applying it: nothing changes where nothing differs.
        let Some(applied) = self.applied(app_id) else {
            return Ok(Observation::default());
        };
        self.missing(app_id, &applied)?;
        let pods = self.ready_pods(app_id);
        let Some(pod) = pods.first() else {
            return Ok(Observation::default());
        };
        let token = self.token(&applied.subject).await?;
        let link = self
            .links
            .link(app_id, pod, &token)
            .await
            .map_err(ApplyError::Unavailable)?;
        let reply = link
            .ask(&Request::Status)
            .await
            .map_err(ApplyError::Unavailable)?;
        Ok(Observation {
            env_version: reply.env_version.unwrap_or_default(),
            instance: reply
                .pid
                .filter(|_| reply.revision.is_some())
                .map(|process| format!("{}/{process}", link.pod)),
            revision_id: reply.revision,
        })
    }

    async fn stop(&self, app_id: &AppId) -> Result<(), ApplyError> {
        self.app(app_id).begin();
        let lock_of = self.lock_of(app_id);
        let _turn = lock_of.lock().await;
        let Some(subject) = self.subject(app_id) else {
            return Ok(());
        };
        let changes = self.drift.of(app_id);
        self.scale_to_none(&subject).await?;
        self.tell_all_put_back(app_id, &changes);
        *lock(&self.app(app_id).applied) = Some(Applied {
            release: None,
            subject,
        });
        self.app(app_id).answered.store(false, Ordering::Release);
        self.none_answers(app_id).await
    }

    async fn remove(&self, app_id: &AppId) -> Result<(), ApplyError> {
        self.app(app_id).begin();
        let lock_of = self.lock_of(app_id);
        let _turn = lock_of.lock().await;
        if let Some(subject) = self.subject(app_id) {
            self.drift.forget(app_id);
            self.delete_all(&subject).await?;
        }
        self.drift.forget(app_id);
        self.apps().remove(app_id);
        self.none_answers(app_id).await?;
        self.links.keep_only(app_id, &[]);
        Ok(())
    }

    fn changes(&self) -> broadcast::Receiver<RuntimeChange> {
        self.changes.subscribe()
    }

    async fn events(&self, app_id: &AppId) -> Result<Vec<RuntimeEvent>, ApplyError> {
        match self.subject(app_id) {
            Some(subject) => Ok(self.events_of(&subject).await?),
            None => Ok(Vec::new()),
        }
    }

    fn instances(&self, app_id: &AppId) -> Vec<Instance> {
        let limit = &self.settings.resources.memory_limit;
        let pods = self.watched.pods(app_id);
        pods.iter().map(|pod| instance::of(pod, limit)).collect()
    }

    async fn connect(&self, app_id: &AppId) -> Result<Box<dyn Connection>, ConnectError> {
        let pods = self.ready_pods(app_id);
        if pods.is_empty() {
            return Err(ConnectError::NotRunning);
        }
        let pod = &pods[rand::rng().random_range(0..pods.len())];
        let address = pod_state::running_address(pod).ok_or(ConnectError::NotRunning)?;
        let connect = TcpStream::connect((address, APP_PORT));
        match tokio::time::timeout(CONNECT, connect).await {
            Ok(Ok(stream)) => Ok(Box::new(stream)),
            Ok(Err(error)) => Err(ConnectError::Refused(error.to_string())),
            Err(_) => Err(ConnectError::Refused(format!(
                "no connection within {} s",
                CONNECT.as_secs()
            ))),
        }
    }

    fn has_drifted(&self, app_id: &AppId) -> bool {
        self.lease.is_held() && !self.drift.of(app_id).is_empty()
    }

    async fn repair(&self, release: &Release) -> Result<(), ApplyError> {
        let lock_of = self.lock_of(&release.app_id);
        let _turn = lock_of.lock().await;
        Ok(self.put_back(release).await?)
    }

    fn runner_image(&self) -> Option<&str> {
        Some(&self.settings.image)
    }

    fn runner(&self, app_id: &AppId) -> Option<RunnerVersion> {
        let deployment = self.watched.deployment(&self.subject(app_id)?)?;
        let wanted = Runner::wanted(&self.settings);
        runner_version::of(&deployment, &self.ready_pods(app_id), &wanted)
    }

    async fn renew(
        &self,
        release: &Release,
        stages: mpsc::UnboundedSender<StageBegan>,
    ) -> Result<(), ApplyError> {
        self.attempt(release, Purpose::Renew, stages).await
    }

    /// None where the gateway is the only way in: it leads to apps alone.
    fn viewers(&self) -> Option<&dyn Viewers> {
        (self.settings.routing != Routing::Gateway).then_some(self)
    }

    /// The pods go on: they are the cluster's.
    async fn shut_down(&self) {
        self.stopping.cancel();
        self.lease.given_back().await;
    }
}

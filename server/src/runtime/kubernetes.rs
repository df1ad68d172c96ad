//! The Kubernetes engine of the runtime: every app a Deployment whose pods run the runner.
//!
//! Reading order: `settings`, `names`, `objects` (what is applied), `rights` (what is done to it), `watched` and `pod_state` (what
//! is seen), `instance`, `links` (the runners in the pods), `events`, `apply`, `roll` and `before` (a release on its way), `runner_version`,
//! `repair` (pods that come and go), `drift`, `lease` and `put_back` (what others changed), `viewer` (databases in a browser), `port` (what the
//! platform asks for).
//! The cluster's own objects are enough to bring every app back without this server.

mod apply;
mod before;
mod cluster;
mod drift;
mod events;
mod instance;
mod lease;
mod links;
mod names;
mod objects;
mod patience;
mod pod_state;
mod port;
mod put_back;
mod repair;
pub mod rights;
mod roll;
mod runner_version;
mod settings;
mod viewer;
mod watched;

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fp_contract::revision::short;
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use rand::RngExt as _;
use tokio::sync::{broadcast, mpsc};
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{ApplyError, Release, RuntimeChange, StageBegan};
use crate::logs::{Logs, NewLine};
use crate::store::{AppId, UserId};
use apply::Purpose;
use cluster::{Cluster, ClusterError};
use drift::Drift;
use drift::report::GRACE;
use lease::Holding;
use links::Links;
use names::{Subject, USER_ID};
use objects::{Kind, Object, Target, Template};
use watched::Watched;

pub use settings::{
    GatewayService, KubernetesSettings, LimitSeconds, Resources, Routing, TenantQuota, Tls, ViewerSettings,
};

/// Changes kept for a slow reader; past it the reader is told that it missed some.
const CHANGES_KEPT: usize = 1024;
/// How long an app's missing Deployment is left to the server that holds the lease.
const OTHERS: Duration = Duration::from_secs(10);
/// How long the cluster may take to tell pods to end.
const END: Duration = Duration::from_secs(30);

/// Why the engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no way to the cluster.
    #[error(
        "there is no way to a cluster: {0}\nhint: run in a pod with a service account, or set KUBECONFIG"
    )]
    NoCluster(String),
    /// The cluster cannot be watched.
    #[error(
        "the cluster cannot be watched: {0}\nhint: compare the server's role with what `fp-server role` prints"
    )]
    Watch(String),
}

/// Apps as pods of a cluster.
pub struct KubernetesRuntime {
    settings: KubernetesSettings,
    cluster: Cluster,
    watched: Watched,
    links: Links,
    logs: Arc<Logs>,
    changes: broadcast::Sender<RuntimeChange>,
    apps: Mutex<HashMap<AppId, Arc<App>>>,
    itself: Weak<Self>,
    stopping: CancellationToken,
    drift: Arc<Drift>,
    lease: Holding,
    _stops_when_dropped: DropGuard,
}

/// What this process knows of an app.
#[derive(Default)]
struct App {
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Gives up the attempt that is under way.
    attempt: Mutex<CancellationToken>,
    token: Mutex<Option<String>>,
    /// What this process last made of it: what others change of it is changed back.
    applied: Mutex<Option<Applied>>,
    /// Whether a pod of its answered when it was last looked at.
    answered: AtomicBool,
    /// When its Deployment was first found missing.
    missing: Mutex<Option<Instant>>,
}

impl App {
    /// A new attempt, or the app's end, takes the place of an attempt that is under way.
    fn begin(&self) -> CancellationToken {
        let given_up = CancellationToken::new();
        let before = std::mem::replace(&mut *lock(&self.attempt), given_up.clone());
        before.cancel();
        given_up
    }
}

/// What should be.
#[derive(Clone)]
struct Applied {
    release: Option<Release>,
    subject: Subject,
}

impl KubernetesRuntime {
    /// Connects as the environment says (a pod's service account, or KUBECONFIG) and watches.
    pub async fn start(settings: KubernetesSettings, logs: Arc<Logs>) -> Result<Arc<Self>, StartError> {
        let client = kube::Client::try_default()
            .await
            .map_err(|error| StartError::NoCluster(error.to_string()))?;
        Self::with(client, settings, logs).await
    }

    /// Watches the cluster behind `client`.
    pub async fn with(
        client: kube::Client,
        settings: KubernetesSettings,
        logs: Arc<Logs>,
    ) -> Result<Arc<Self>, StartError> {
        let cluster = Cluster { client };
        let namespace = (!settings.tenant_namespaces).then_some(settings.namespace.as_str());
        let watched = Watched::start(&cluster, namespace)
            .await
            .map_err(StartError::Watch)?;
        let changes = broadcast::Sender::new(CHANGES_KEPT);
        let stopping = CancellationToken::new();
        let (sender, suspects) = mpsc::unbounded_channel();
        let leases = kube::Api::namespaced(cluster.client.clone(), &settings.namespace);
        let identity = format!("fp-server-{:016x}", rand::rng().random::<u64>());
        let runtime = Arc::new_cyclic(|itself| Self {
            links: Links::new(Arc::clone(&logs), changes.clone(), watched.teller()),
            settings,
            cluster,
            watched,
            logs,
            changes,
            apps: Mutex::default(),
            itself: itself.clone(),
            drift: Arc::new(Drift::new(sender)),
            lease: Holding::start(leases, identity, stopping.clone()),
            _stops_when_dropped: stopping.clone().drop_guard(),
            stopping: stopping.clone(),
        });
        tokio::spawn(repair::watch(Arc::downgrade(&runtime), stopping.clone()));
        tokio::spawn(drift::report::report(
            Arc::downgrade(&runtime),
            suspects,
            stopping,
        ));
        runtime.follow_all();
        Ok(runtime)
    }

    /// Watches every kind of object that is applied for what others do to it.
    fn follow_all(&self) {
        let namespace = (!self.settings.tenant_namespaces).then_some(self.settings.namespace.as_str());
        for kind in rights::applied(&self.settings) {
            let api = self.cluster.api(kind, namespace);
            let (drift, stopping) = (Arc::clone(&self.drift), self.stopping.clone());
            tokio::spawn(drift::follow::follow(kind, api, drift, stopping));
        }
    }

    fn app(&self, id: &AppId) -> Arc<App> {
        Arc::clone(self.apps().entry(id.clone()).or_default())
    }

    fn lock_of(&self, id: &AppId) -> Arc<tokio::sync::Mutex<()>> {
        Arc::clone(&self.app(id).turn)
    }

    fn remember(&self, release: &Release, subject: &Subject) {
        *lock(&self.app(&release.app_id).applied) = Some(Applied {
            release: Some(release.clone()),
            subject: subject.clone(),
        });
    }

    fn applied(&self, id: &AppId) -> Option<Applied> {
        lock(&self.app(id).applied).clone()
    }

    /// The token of the app's runners: kept in the cluster, made with the app.
    async fn token(&self, subject: &Subject) -> Result<String, ClusterError> {
        let app = self.app(&subject.app_id);
        if let Some(token) = lock(&app.token).clone() {
            return Ok(token);
        }
        let kept = self
            .cluster
            .get(Kind::Secret, &subject.namespace, &subject.token())
            .await?;
        let token = match kept.and_then(|secret| text_of(&secret.data["data"]["token"])) {
            Some(token) => token,
            None => self.new_token(subject).await?,
        };
        *lock(&app.token) = Some(token.clone());
        Ok(token)
    }

    async fn new_token(&self, subject: &Subject) -> Result<String, ClusterError> {
        let random: [u8; 32] = rand::rng().random();
        let token = objects::hexadecimal(&random);
        self.cluster.apply(&objects::token(subject, &token)).await?;
        Ok(token)
    }

    /// Whose app it is and where, as the cluster knows it.
    fn subject(&self, app_id: &AppId) -> Option<Subject> {
        if let Some(applied) = self.applied(app_id) {
            return Some(applied.subject);
        }
        let (owner, namespace) = self
            .watched
            .deployment_of(app_id)
            .and_then(|deployment| {
                let owner = deployment.labels().get(USER_ID)?.clone();
                Some((UserId(owner), deployment.namespace()?))
            })
            .or_else(|| self.drift.whereabouts(app_id))?;
        Some(Subject {
            app_id: app_id.clone(),
            owner,
            namespace,
        })
    }

    /// Why an app's missing Deployment is not made again yet: another server may have removed it and the record not say so
    /// yet, or another server makes it again.
    fn missing(&self, app_id: &AppId, applied: &Applied) -> Result<(), ApplyError> {
        let app = self.app(app_id);
        let mut missing = lock(&app.missing);
        if applied.release.is_none() || self.watched.deployment(&applied.subject).is_some() {
            *missing = None;
            return Ok(());
        }
        let patience = if self.lease.is_held() { GRACE } else { OTHERS };
        if missing.get_or_insert_with(Instant::now).elapsed() < patience {
            return Err(ApplyError::Unavailable(
                "somebody deleted its Deployment; it is made again".to_owned(),
            ));
        }
        Ok(())
    }

    /// Where whoever asks for the app is led.
    async fn lead(&self, subject: &Subject, target: Target) -> Result<(), ClusterError> {
        if let Some(route) = objects::route(&self.settings, subject, target) {
            let owner = self.watched.deployment(subject);
            self.cluster.apply(&route.owned_by(owner.as_deref())).await?;
        }
        Ok(())
    }

    fn ready_pods(&self, app_id: &AppId) -> Vec<Arc<Pod>> {
        let mut pods = self.watched.pods(app_id);
        pods.retain(|pod| pod_state::is_ready(pod) && !self.links.is_known_dead(pod));
        pods
    }

    /// No pods, and whoever asks for the app comes to the gateway.
    async fn scale_to_none(&self, subject: &Subject) -> Result<(), ClusterError> {
        self.lead(subject, Target::Gateway).await?;
        let Some(deployment) = self.watched.deployment(subject) else {
            return Ok(());
        };
        let Some(template) = Template::of(&deployment) else {
            return Ok(());
        };
        let none: Object = objects::deployment(&self.settings, subject, &template, 0);
        self.cluster.apply(&none).await?;
        Ok(())
    }

    /// Waits until no pod of the app takes requests any more.
    async fn none_answers(&self, app_id: &AppId) -> Result<(), ApplyError> {
        let mut changes = self.watched.changes();
        let ended = async {
            while !self.ready_pods(app_id).is_empty() {
                let _looks_again_when_behind = changes.recv().await;
            }
        };
        tokio::time::timeout(END, ended).await.map_err(|_| {
            ApplyError::Unavailable(format!(
                "the cluster did not end the app's pods within {} s",
                END.as_secs()
            ))
        })
    }

    /// An attempt that is given up when the returned future is dropped.
    async fn attempt(
        &self,
        release: &Release,
        purpose: Purpose,
        stages: mpsc::UnboundedSender<StageBegan>,
    ) -> Result<(), ApplyError> {
        let Some(runtime) = self.itself.upgrade() else {
            return Err(ApplyError::Unavailable("the server is stopping".to_owned()));
        };
        let given_up = self.app(&release.app_id).begin();
        let _gives_up_when_dropped = given_up.clone().drop_guard();
        let attempt = apply::apply(runtime, release.clone(), purpose, stages, given_up);
        tokio::spawn(attempt)
            .await
            .map_err(|error| ApplyError::Unavailable(error.to_string()))?
    }

    /// Tells the app's log that a pod runs this release now.
    fn say_started(&self, release: &Release, pod: &str, process: Option<u32>) {
        let process = process
            .map(|process| format!(", process {process}"))
            .unwrap_or_default();
        let message = format!(
            "started revision {}, pod {pod}{process}",
            short(&release.revision_id)
        );
        let line = NewLine::happened("Started", message, Some(&release.revision_id));
        self.logs.append(&release.app_id, line);
    }

    async fn delete_all(&self, subject: &Subject) -> Result<(), ClusterError> {
        let name = subject.name();
        let (code, env, token) = (subject.code(), subject.env(), subject.token());
        let objects = [
            (Kind::IngressRoute, &name),
            (Kind::Ingress, &name),
            (Kind::Service, &name),
            (Kind::Deployment, &name),
            (Kind::ConfigMap, &code),
            (Kind::Secret, &env),
            (Kind::Secret, &token),
            (Kind::NetworkPolicy, &name),
        ];
        for (kind, name) in objects {
            if rights::is_used(&self.settings, kind) {
                self.cluster.delete(kind, &subject.namespace, name).await?;
            }
        }
        Ok(())
    }

    fn apps(&self) -> MutexGuard<'_, HashMap<AppId, Arc<App>>> {
        lock(&self.apps)
    }
}

/// The text in a Secret's value.
fn text_of(value: &serde_json::Value) -> Option<String> {
    String::from_utf8(STANDARD.decode(value.as_str()?).ok()?).ok()
}

/// Nothing panics while it holds one of these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

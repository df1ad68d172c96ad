//! Making a release the one that answers: pushed into the pods that run, or rolled out to new ones.
//!
//! While the release stays the same, so do the app's pods, whatever runner the settings name by now: a server that starts with
//! another image must not replace the pods of every app at once. A new revision, other variables and waking take the settings'
//! runner, and so does an app that is renewed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use fp_contract::Timestamp;
use fp_contract::deployment::StageName;
use futures_util::future::{join_all, try_join_all};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use kube::api::DynamicObject;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::KubernetesRuntime;
use super::before::Before;
use super::cluster::ClusterError;
use super::names::{ENV_VERSION, REVISION, Subject};
use super::objects::{self, Kind, Object, Runner, Target, Template};
use super::pod_state;
use super::roll::{Roll, load, refused};
use crate::runtime::{ApplyError, Release, Runtime as _, StageBegan};

/// Why a push came to nothing.
enum PushError {
    /// The code is at fault.
    Failed(ApplyError),
    /// The runners cannot be reached: new pods can still be rolled out.
    Unreachable(String),
}

/// What an attempt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The release is to answer.
    Answer,
    /// The release, which answers, is to do so on the runner that the settings want. Nothing for an app that has no pods.
    Renew,
}

/// One attempt, in a task of its own: whoever asked may go away, what was begun is taken back.
pub(super) async fn apply(
    runtime: Arc<KubernetesRuntime>,
    release: Release,
    purpose: Purpose,
    stages: mpsc::UnboundedSender<StageBegan>,
    given_up: CancellationToken,
) -> Result<(), ApplyError> {
    let lock = runtime.lock_of(&release.app_id);
    let _turn = lock.lock().await;
    if given_up.is_cancelled() {
        return Err(given_up_by_the_caller());
    }
    let runner = runtime.runner(&release.app_id);
    if purpose == Purpose::Renew && runner.is_none_or(|runner| runner.is_current) {
        return Ok(());
    }
    let _nobody_listens = stages.send(StageBegan {
        name: StageName::Push,
        at: Timestamp::now(),
    });
    let attempt = Attempt::prepare(&runtime, &release, stages).await?;
    let changes = runtime.drift.of(&release.app_id);
    let result = attempt.carry_out(purpose, &given_up).await;
    if result.is_ok() {
        runtime.remember(&release, &attempt.subject);
        runtime.tell_all_put_back(&release.app_id, &changes);
        runtime
            .app(&release.app_id)
            .answered
            .store(true, Ordering::Release);
    }
    result
}

struct Attempt<'a> {
    runtime: &'a KubernetesRuntime,
    release: &'a Release,
    subject: Subject,
    token: String,
    env_hash: String,
    stages: mpsc::UnboundedSender<StageBegan>,
}

impl<'a> Attempt<'a> {
    async fn prepare(
        runtime: &'a KubernetesRuntime,
        release: &'a Release,
        stages: mpsc::UnboundedSender<StageBegan>,
    ) -> Result<Self, ApplyError> {
        let subject = Subject::new(&runtime.settings, &release.app_id, &release.owner);
        for object in objects::tenant(&runtime.settings, &subject.owner) {
            runtime.cluster.apply(&object).await?;
        }
        let token = runtime.token(&subject).await?;
        Ok(Self {
            env_hash: objects::env_hash(&release.env, &token),
            runtime,
            release,
            subject,
            token,
            stages,
        })
    }

    async fn carry_out(&self, purpose: Purpose, given_up: &CancellationToken) -> Result<(), ApplyError> {
        let deployment = self.runtime.watched.deployment(&self.subject);
        let ready = self.ready_pods();
        let has = deployment.as_deref().filter(|deployment| has_pods(deployment));
        let has = has.and_then(Template::of);
        let wanted = self.template(purpose, has.as_ref()).await?;
        let can_push = purpose == Purpose::Answer
            && ready.len() >= self.replicas()
            && has.is_some_and(|has| differ_in_code_only(&has, &wanted));
        if can_push {
            match self.push(&ready, given_up).await {
                Ok(()) => return Ok(self.write_beside(Target::App).await?),
                Err(PushError::Failed(error)) => return Err(error),
                Err(PushError::Unreachable(reason)) => {
                    tracing::warn!(app = %self.subject.app_id, %reason, "the code cannot be pushed; new pods are rolled out");
                }
            }
        }
        let before = Before::read(self.runtime, &self.subject, deployment.as_deref()).await?;
        let rolled = tokio::select! {
            rolled = self.roll(&wanted) => rolled,
            () = given_up.cancelled() => Err(given_up_by_the_caller()),
        };
        if rolled.is_err() {
            before.restore(self.runtime, &self.subject).await;
        }
        rolled
    }

    /// What the app's pods are to be started with: what those it `has` were, while the release is the same.
    async fn template(&self, purpose: Purpose, has: Option<&Template>) -> Result<Template, ClusterError> {
        let runner = Runner::wanted(&self.runtime.settings);
        let wanted = Template::new(self.release, &self.env_hash, runner);
        let Some(has) = has.filter(|has| has.env_hash == wanted.env_hash && purpose == Purpose::Answer)
        else {
            return Ok(wanted);
        };
        let can_be_kept = !has.runner.is_like(&wanted.runner) || self.ready_pods().len() < self.replicas();
        if can_be_kept && self.is_in_the_cluster().await? {
            return Ok(has.clone());
        }
        Ok(wanted)
    }

    /// Whether the cluster's own record of the app is this very release.
    async fn is_in_the_cluster(&self) -> Result<bool, ClusterError> {
        let cluster = &self.runtime.cluster;
        let (namespace, name) = (&self.subject.namespace, self.subject.code());
        let code = cluster.get(Kind::ConfigMap, namespace, &name).await?;
        let env_version = self.release.env_version.to_string();
        Ok(code.is_some_and(|code| {
            let annotation = |name: &str| code.annotations().get(name).map(String::as_str);
            annotation(REVISION) == Some(&self.release.revision_id)
                && annotation(ENV_VERSION) == Some(&env_version)
        }))
    }

    fn replicas(&self) -> usize {
        usize::try_from(self.runtime.settings.replicas).unwrap_or(usize::MAX)
    }

    fn ready_pods(&self) -> Vec<Arc<Pod>> {
        self.runtime.ready_pods(&self.subject.app_id)
    }

    /// Has every runner load the release. When one cannot, the others go back to what they had.
    async fn push(&self, pods: &[Arc<Pod>], given_up: &CancellationToken) -> Result<(), PushError> {
        let links = pods
            .iter()
            .map(|pod| self.runtime.links.link(&self.subject.app_id, pod, &self.token));
        let links = try_join_all(links).await.map_err(PushError::Unreachable)?;
        let request = load(self.release, self.runtime.settings.limits.as_message());
        let mut listeners = vec![self.stages.clone()];
        listeners.resize_with(links.len(), || mpsc::unbounded_channel().0);
        let loads = links
            .iter()
            .zip(listeners)
            .map(|(link, stages)| link.control.load(&request, stages));
        let replies = tokio::select! {
            replies = join_all(loads) => replies,
            () = given_up.cancelled() => {
                return Err(PushError::Failed(given_up_by_the_caller()));
            }
        };
        for (link, reply) in links.iter().zip(replies) {
            let reply = reply.map_err(|error| PushError::Unreachable(error.to_string()))?;
            let started = (reply.ok && reply.stages.is_empty()).then_some(reply.pid);
            refused(reply).map_err(PushError::Failed)?;
            if let Some(process) = started {
                self.runtime.say_started(self.release, &link.pod, process);
            }
        }
        Ok(())
    }

    /// Writes what the cluster keeps of the release, and everything else that belongs to the app.
    async fn write_beside(&self, target: Target) -> Result<(), ClusterError> {
        let owner = self.runtime.watched.deployment(&self.subject);
        self.write_owned(target, owner.as_deref()).await
    }

    async fn write_owned(&self, target: Target, owner: Option<&Deployment>) -> Result<(), ClusterError> {
        let settings = &self.runtime.settings;
        let mut wanted = objects::beside(settings, &self.subject, self.release, target);
        wanted.push(objects::token(&self.subject, &self.token));
        let wanted: Vec<Object> = wanted.into_iter().map(|object| object.owned_by(owner)).collect();
        self.apply_all(&wanted).await
    }

    async fn apply_all(&self, wanted: &[Object]) -> Result<(), ClusterError> {
        try_join_all(wanted.iter().map(|object| self.runtime.cluster.apply(object)))
            .await
            .map(drop)
    }

    /// Rolls new pods out and waits until they answer alone.
    async fn roll(&self, template: &Template) -> Result<(), ApplyError> {
        let answers = !self.ready_pods().is_empty();
        let target = if answers { Target::App } else { Target::Gateway };
        self.write_beside(target).await?;
        let is_known = self.runtime.watched.deployment(&self.subject).is_some();
        let settings = &self.runtime.settings;
        let wanted = objects::deployment(settings, &self.subject, template, settings.replicas);
        let ended = self.delete_ended(template).await?;
        let applied = self.runtime.cluster.apply(&wanted).await?;
        if !is_known {
            self.write_owned(target, as_deployment(&applied).as_ref()).await?;
        }
        let roll = Roll {
            ended: &ended,
            runtime: self.runtime,
            subject: &self.subject,
            release: self.release,
            template,
            generation: applied.metadata.generation.unwrap_or_default(),
            token: &self.token,
            stages: &self.stages,
        };
        roll.finished().await?;
        self.runtime.lead(&self.subject, Target::App).await?;
        Ok(())
    }

    /// Deletes the pods of an earlier attempt at the same whose container ended: fresh ones start at once, not when the cluster's
    /// patience with these is over. Their names.
    async fn delete_ended(&self, template: &Template) -> Result<BTreeSet<String>, ClusterError> {
        let mut deleted = BTreeSet::new();
        for pod in self.runtime.watched.pods(&self.subject.app_id) {
            let limit = &self.runtime.settings.resources.memory_limit;
            let has_ended = self.runtime.links.is_known_dead(&pod)
                || pod_state::trouble(&pod, limit).is_some_and(|trouble| trouble.is_final);
            if pod_state::is_of(&pod, template) && has_ended {
                let (namespace, name) = (&self.subject.namespace, pod.name_any());
                self.runtime.cluster.delete(Kind::Pod, namespace, &name).await?;
                deleted.insert(name);
            }
        }
        Ok(deleted)
    }
}

/// A Deployment as the API server answered.
pub(super) fn as_deployment(object: &DynamicObject) -> Option<Deployment> {
    object.clone().try_parse().ok()
}

/// Whether the app is awake as far as its Deployment goes.
pub(super) fn has_pods(deployment: &Deployment) -> bool {
    let replicas = deployment.spec.as_ref().and_then(|spec| spec.replicas);
    replicas.unwrap_or(1) > 0
}

/// Whether pods of the one can answer with the other once they are given its code.
fn differ_in_code_only(has: &Template, wanted: &Template) -> bool {
    has.env_hash == wanted.env_hash && has.runner.is_like(&wanted.runner)
}

fn given_up_by_the_caller() -> ApplyError {
    ApplyError::Unavailable("it was given up".to_owned())
}

//! Making a release the one that answers: pushed into the pods that run, or rolled out to new ones.

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
use super::names::{ENV_HASH, REVISION, Subject};
use super::objects::{self, Kind, Object, Target, Template};
use super::pod_state;
use super::roll::{Roll, load, refused};
use crate::runtime::{ApplyError, Release, StageBegan};

/// Why a push came to nothing.
enum PushError {
    /// The code is at fault.
    Failed(ApplyError),
    /// The runners cannot be reached: new pods can still be rolled out.
    Unreachable(String),
}

/// One attempt, in a task of its own: whoever asked may go away, what was begun is taken back.
pub(super) async fn apply(
    runtime: Arc<KubernetesRuntime>,
    release: Release,
    stages: mpsc::UnboundedSender<StageBegan>,
    given_up: CancellationToken,
) -> Result<(), ApplyError> {
    let lock = runtime.lock_of(&release.app_id);
    let _turn = lock.lock().await;
    if given_up.is_cancelled() {
        return Err(ApplyError::Unavailable("it was given up".to_owned()));
    }
    let _nobody_listens = stages.send(StageBegan {
        name: StageName::Push,
        at: Timestamp::now(),
    });
    let attempt = Attempt::prepare(&runtime, &release, stages).await?;
    let changes = runtime.drift.of(&release.app_id);
    let result = attempt.carry_out(&given_up).await;
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

    async fn carry_out(&self, given_up: &CancellationToken) -> Result<(), ApplyError> {
        let deployment = self.runtime.watched.deployment(&self.subject);
        let ready = self.ready_pods();
        if deployment
            .as_ref()
            .is_some_and(|deployment| self.can_push(deployment, &ready))
        {
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
            rolled = self.roll() => rolled,
            () = given_up.cancelled() => Err(ApplyError::Unavailable("it was given up".to_owned())),
        };
        if rolled.is_err() {
            before.restore(self.runtime, &self.subject).await;
        }
        rolled
    }

    fn ready_pods(&self) -> Vec<Arc<Pod>> {
        self.runtime.ready_pods(&self.subject.app_id)
    }

    /// Whether the running pods differ from what is wanted in nothing but the code.
    fn can_push(&self, deployment: &Deployment, ready: &[Arc<Pod>]) -> bool {
        let wanted = usize::try_from(self.runtime.settings.replicas).unwrap_or(usize::MAX);
        let annotations = template_annotation(deployment, ENV_HASH);
        ready.len() >= wanted
            && annotations.as_deref() == Some(&self.env_hash)
            && container_of(deployment) == Some(self.container_wanted())
    }

    fn container_wanted(&self) -> serde_json::Value {
        let template = Template {
            revision: String::new(),
            env_hash: String::new(),
        };
        let object = objects::deployment(&self.runtime.settings, &self.subject, &template, 1);
        essence(&object.body["spec"]["template"]["spec"]["containers"][0])
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
                return Err(PushError::Failed(ApplyError::Unavailable("it was given up".to_owned())));
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
    async fn roll(&self) -> Result<(), ApplyError> {
        let template = Template {
            revision: format!("{}.{}", self.release.revision_id, self.release.env_version),
            env_hash: self.env_hash.clone(),
        };
        let answers = !self.ready_pods().is_empty();
        let target = if answers { Target::App } else { Target::Gateway };
        self.write_beside(target).await?;
        let is_known = self.runtime.watched.deployment(&self.subject).is_some();
        let settings = &self.runtime.settings;
        let wanted = objects::deployment(settings, &self.subject, &template, settings.replicas);
        let ended = self.delete_ended(&template).await?;
        let applied = self.runtime.cluster.apply(&wanted).await?;
        if !is_known {
            self.write_owned(target, as_deployment(&applied).as_ref()).await?;
        }
        let roll = Roll {
            ended: &ended,
            runtime: self.runtime,
            subject: &self.subject,
            release: self.release,
            template: &template,
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

/// An annotation of a Deployment's pods.
pub(super) fn template_annotation(deployment: &Deployment, name: &str) -> Option<String> {
    let template = &deployment.spec.as_ref()?.template;
    template
        .metadata
        .as_ref()?
        .annotations
        .as_ref()?
        .get(name)
        .cloned()
}

/// The template a Deployment has.
pub(super) fn template_of(deployment: &Deployment) -> Option<Template> {
    Some(Template {
        revision: template_annotation(deployment, REVISION)?,
        env_hash: template_annotation(deployment, ENV_HASH)?,
    })
}

fn container_of(deployment: &Deployment) -> Option<serde_json::Value> {
    let spec = deployment.spec.as_ref()?.template.spec.as_ref()?;
    let container = serde_json::to_value(spec.containers.first()?).ok()?;
    Some(essence(&container))
}

/// Of a container, what makes a pod another one: the API server adds defaults to the rest.
fn essence(container: &serde_json::Value) -> serde_json::Value {
    serde_json::json!({
        "image": container["image"],
        "args": container["args"],
        "resources": container["resources"],
    })
}

//! Waiting for pods of a new template: until they answer and the old ones take no requests, or it is clear that they will not.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use fp_contract::deployment::Failure;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::KubernetesRuntime;
use super::links::key_of;
use super::names::Subject;
use super::objects::Template;
use super::pod_state::{self, Trouble};
use crate::runtime::runner::message::{Reply, Request};
use crate::runtime::{ApplyError, Release, StageBegan};

/// Added to a load's own limits: for a node to be found, the image to be pulled, the old pods to be left.
const SLACK: Duration = Duration::from_mins(2);

/// How soon a runner that could not be reached is asked again.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// A roll that is under way.
pub(super) struct Roll<'a> {
    pub(super) runtime: &'a KubernetesRuntime,
    pub(super) subject: &'a Subject,
    pub(super) release: &'a Release,
    pub(super) template: &'a Template,
    /// Names of pods that were deleted because they had ended, whether that was heard of or not.
    pub(super) ended: &'a BTreeSet<String>,
    /// The Deployment's generation after it was applied: what is said of an older one does not count.
    pub(super) generation: i64,
    pub(super) token: &'a str,
    pub(super) stages: &'a mpsc::UnboundedSender<StageBegan>,
}

/// The new pods' runners that were asked, by pod and start of its container.
#[derive(Default)]
struct Asked {
    under_way: HashSet<String>,
    answered: HashSet<String>,
    unreachable: bool,
    loads: JoinSet<(String, Option<Reply>)>,
}

impl Asked {
    fn knows(&self, key: &str) -> bool {
        self.under_way.contains(key) || self.answered.contains(key)
    }

    /// The stages of one pod are told, not those of each.
    fn stages(&self, all: &mpsc::UnboundedSender<StageBegan>) -> mpsc::UnboundedSender<StageBegan> {
        if self.under_way.is_empty() && self.answered.is_empty() {
            all.clone()
        } else {
            mpsc::unbounded_channel().0
        }
    }

    fn hear(&mut self, key: String, reply: Option<Reply>) -> Result<(), ApplyError> {
        self.under_way.remove(&key);
        self.unreachable = !reply.as_ref().is_some_and(|reply| reply.ok);
        if let Some(reply) = reply {
            if reply.ok {
                self.answered.insert(key);
            }
            refused(reply)?;
        }
        Ok(())
    }

    /// Whether somebody must be asked again although nothing changes.
    fn is_due(&self) -> bool {
        self.unreachable && self.under_way.is_empty()
    }
}

impl Roll<'_> {
    /// Waits for the end of the roll.
    pub(super) async fn finished(&self) -> Result<(), ApplyError> {
        let deadline = Instant::now() + self.longest();
        let mut changes = self.runtime.watched.changes();
        let mut asked = Asked::default();
        loop {
            let pods = self.new_pods();
            if self.is_complete(&pods, &asked) {
                return Ok(());
            }
            if let Some(trouble) = self.trouble(&pods).filter(|trouble| trouble.is_final) {
                return Err(ApplyError::Failed(Box::new(trouble.failure)));
            }
            self.ask(&pods, &mut asked);
            tokio::select! {
                () = self.changed(&mut changes) => {}
                Some(Ok((key, reply))) = asked.loads.join_next() => {
                    if let Some(reply) = reply.as_ref().filter(|reply| reply.ok) {
                        let pod = key.split('/').next().unwrap_or(&key);
                        self.runtime.say_started(self.release, pod, reply.pid);
                    }
                    asked.hear(key, reply)?;
                }
                () = tokio::time::sleep(ASK_AGAIN), if asked.is_due() => {}
                () = tokio::time::sleep_until(deadline) => return Err(self.overdue(&pods)),
            }
        }
    }

    /// The pods of the new template that are to stay.
    fn new_pods(&self) -> Vec<Arc<Pod>> {
        let mut pods = self.runtime.watched.pods(&self.subject.app_id);
        pods.retain(|pod| {
            pod_state::is_of(pod, self.template)
                && !pod_state::is_ending(pod)
                && !self.ended.contains(&pod.name_any())
        });
        pods
    }

    /// Every new pod is ready, said that it answers with this release, and no old one is left in service.
    fn is_complete(&self, pods: &[Arc<Pod>], asked: &Asked) -> bool {
        let wanted = usize::try_from(self.runtime.settings.replicas).unwrap_or(usize::MAX);
        let answers = |pod: &&Arc<Pod>| pod_state::is_ready(pod) && asked.answered.contains(&key_of(pod));
        let ready = pods.iter().filter(answers).count();
        let deployment = self.runtime.watched.deployment(self.subject);
        ready >= wanted && deployment.is_some_and(|deployment| is_settled(&deployment, self.generation))
    }

    fn trouble(&self, pods: &[Arc<Pod>]) -> Option<Trouble> {
        let limit = &self.runtime.settings.resources.memory_limit;
        let of_pods = pods.iter().find_map(|pod| pod_state::trouble(pod, limit));
        of_pods.or_else(|| {
            let deployment = self.runtime.watched.deployment(self.subject)?;
            pod_state::refusal(&deployment).filter(|_| has_seen(&deployment, self.generation))
        })
    }

    /// Has every new pod that runs load what it should be loading already: its stages and its failure are heard at once, and what
    /// it read from an older record is repaired before it takes a request for long.
    fn ask(&self, pods: &[Arc<Pod>], asked: &mut Asked) {
        for pod in pods {
            let key = key_of(pod);
            if pod_state::running_address(pod).is_none() || asked.knows(&key) {
                continue;
            }
            let stages = asked.stages(self.stages);
            asked.under_way.insert(key.clone());
            let (links, release) = (self.runtime.links.clone(), self.release.clone());
            let (pod, token) = (Arc::clone(pod), self.token.to_owned());
            let limits = self.runtime.settings.limits.as_message();
            asked.loads.spawn(async move {
                let reply = async {
                    let link = links.link(&release.app_id, &pod, &token).await.ok()?;
                    let reply = link
                        .control
                        .load(&load(&release, limits), stages.clone())
                        .await
                        .ok()?;
                    for passed in &reply.stages {
                        let _nobody_listens = stages.send(StageBegan {
                            name: passed.stage,
                            at: passed.at,
                        });
                    }
                    Some(reply)
                };
                (key, reply.await)
            });
        }
    }

    async fn changed(&self, changes: &mut tokio::sync::broadcast::Receiver<crate::store::AppId>) {
        // A reader that fell behind looks again as well.
        while let Ok(app_id) = changes.recv().await {
            if app_id == self.subject.app_id {
                return;
            }
        }
    }

    fn overdue(&self, pods: &[Arc<Pod>]) -> ApplyError {
        let failure = self.trouble(pods).map_or_else(
            || {
                Failure::new(
                    "start_timeout",
                    format!("the pods were not ready within {} s", self.longest().as_secs()),
                )
            },
            |trouble| trouble.failure,
        );
        ApplyError::Failed(Box::new(failure))
    }

    fn longest(&self) -> Duration {
        let limits = self.runtime.settings.limits;
        Duration::from_secs((limits.import + limits.start + limits.health + limits.drain).into()) + SLACK
    }
}

/// The request that makes a runner load the release.
pub(super) fn load(release: &Release, limits: crate::runtime::runner::message::Limits) -> Request<'_> {
    Request::Load {
        revision: &release.revision_id,
        entrypoint: &release.revision.entrypoint,
        files: &release.revision.files,
        env: &release.env,
        env_version: release.env_version,
        limits,
    }
}

/// The failure of a load, if it has one that is the code's.
pub(super) fn refused(reply: Reply) -> Result<(), ApplyError> {
    match (reply.ok, reply.failure) {
        (false, Some(failure)) if failure.kind != "cancelled" => Err(ApplyError::Failed(failure)),
        _ => Ok(()),
    }
}

/// Whether the controller has seen this generation: what it says of an older one does not count.
fn has_seen(deployment: &Deployment, generation: i64) -> bool {
    let status = deployment.status.as_ref();
    status.and_then(|status| status.observed_generation) >= Some(generation)
}

/// Whether nothing of an older template counts any more.
fn is_settled(deployment: &Deployment, generation: i64) -> bool {
    let Some(status) = &deployment.status else {
        return false;
    };
    let count = |value: Option<i32>| value.unwrap_or_default();
    has_seen(deployment, generation)
        && count(status.updated_replicas) == count(status.replicas)
        && count(status.available_replicas) == count(status.replicas)
}

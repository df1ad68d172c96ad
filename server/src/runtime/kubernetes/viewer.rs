//! Viewers of databases: applied when they are asked for, read back from their own objects, and ended when nobody asks any more.
//!
//! Nothing is remembered here: what a viewer is stands in its Secret, when it was last asked for on its Deployment.

use std::time::Duration;

use async_trait::async_trait;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::jiff::Timestamp;
use kube::ResourceExt as _;
use kube::api::{DynamicObject, ListParams};
use rand::RngExt as _;
use serde_json::json;

use super::apply::as_deployment;
use super::cluster::ClusterError;
use super::names::{APPLIED, ENV_HASH, LAST_ACCESS, USER_ID, VIEWERS, ViewerSubject};
use super::objects::viewer::{DATABASES, PASSWORD, USERNAME, beside, deployment, values};
use super::objects::{self, Kind, Object, hexadecimal};
use super::{KubernetesRuntime, pod_state, rights, text_of};
use crate::runtime::{ApplyError, RunningViewer, ViewerSpec, Viewers};
use crate::store::UserId;

#[async_trait]
impl Viewers for KubernetesRuntime {
    async fn launch(&self, spec: &ViewerSpec) -> Result<(), ApplyError> {
        let subject = ViewerSubject::new(&self.settings, &spec.owner);
        for object in objects::tenant(&self.settings, &spec.owner) {
            self.cluster.apply(&object).await?;
        }
        let signer: [u8; 32] = rand::rng().random();
        let values = values(spec, &hexadecimal(&signer));
        let around = beside(&self.settings, &subject, &values);
        let before = self.viewer_deployment(&subject).await?;
        self.apply_owned(&around, before.as_ref()).await?;
        let now = Timestamp::now().to_string();
        let wanted = deployment(&self.settings, &subject, &values, &now);
        let applied = self.cluster.apply(&wanted).await?;
        if before.is_none() {
            self.apply_owned(&around, as_deployment(&applied).as_ref())
                .await?;
        }
        Ok(())
    }

    async fn find(&self, owner: &UserId) -> Result<Option<RunningViewer>, ApplyError> {
        let subject = ViewerSubject::new(&self.settings, owner);
        let (namespace, name) = (&subject.namespace, subject.name());
        let deployment = self.cluster.get(Kind::Deployment, namespace, &name).await?;
        let Some(deployment) = deployment.as_ref().and_then(as_deployment) else {
            return Ok(None);
        };
        let secret = self.cluster.get(Kind::Secret, namespace, &name).await?;
        let Some(spec) = secret.and_then(|secret| spec_of(owner, &secret)) else {
            return Ok(None);
        };
        let selector = format!("{VIEWERS},{USER_ID}={owner}");
        let pods = self
            .cluster
            .list(
                Kind::Pod,
                Some(namespace),
                ListParams::default().labels(&selector),
            )
            .await?;
        let wanted = objects::template_annotation(&deployment, ENV_HASH);
        let mut pods = pods.into_iter().filter_map(|pod| pod.try_parse::<Pod>().ok());
        // One with the sign-in of before does not count.
        let pod = pods.find(|pod| pod.annotations().get(ENV_HASH).map(String::as_str) == wanted);
        Ok(Some(RunningViewer {
            spec,
            ready: pod.as_ref().is_some_and(pod_state::is_ready),
            pod_status: status(pod.as_ref()),
        }))
    }

    async fn touch(&self, owner: &UserId) -> Result<(), ApplyError> {
        let subject = ViewerSubject::new(&self.settings, owner);
        let now = Timestamp::now().to_string();
        let patch = json!({"metadata": {"annotations": {LAST_ACCESS: now}}});
        let object = Object::new(
            Kind::Deployment,
            subject.name(),
            json!({"metadata": subject.metadata()}),
        );
        self.cluster.merge(&object, &patch).await?;
        Ok(())
    }

    async fn remove(&self, owner: &UserId) -> Result<(), ApplyError> {
        let subject = ViewerSubject::new(&self.settings, owner);
        // The Deployment last: while it is there, what a failure leaves is found again.
        let kinds = [
            Kind::IngressRoute,
            Kind::Ingress,
            Kind::Service,
            Kind::NetworkPolicy,
            Kind::Secret,
            Kind::Deployment,
        ];
        for kind in kinds
            .into_iter()
            .filter(|kind| rights::is_used(&self.settings, *kind))
        {
            self.cluster
                .delete(kind, &subject.namespace, &subject.name())
                .await?;
        }
        Ok(())
    }

    async fn expired(&self) -> Result<Vec<UserId>, ApplyError> {
        if !self.lease.is_held() {
            return Ok(Vec::new());
        }
        let namespace = (!self.settings.tenant_namespaces).then_some(self.settings.namespace.as_str());
        let deployments = self
            .cluster
            .list(Kind::Deployment, namespace, ListParams::default().labels(VIEWERS))
            .await?;
        let ttl = self.settings.viewer.ttl;
        let expired = deployments.iter().filter(|deployment| idle_for(deployment) > ttl);
        let owners = expired.filter_map(|deployment| deployment.labels().get(USER_ID).cloned());
        Ok(owners.map(UserId).collect())
    }
}

impl KubernetesRuntime {
    /// The viewer's Deployment. One of the existing platform is deleted first: its pods are chosen in another way, which cannot be
    /// changed.
    async fn viewer_deployment(&self, subject: &ViewerSubject) -> Result<Option<Deployment>, ClusterError> {
        let (namespace, name) = (&subject.namespace, subject.name());
        let Some(found) = self.cluster.get(Kind::Deployment, namespace, &name).await? else {
            return Ok(None);
        };
        if found.annotations().contains_key(APPLIED) {
            return Ok(as_deployment(&found));
        }
        self.cluster.delete(Kind::Deployment, namespace, &name).await?;
        Ok(None)
    }

    async fn apply_owned(&self, objects: &[Object], owner: Option<&Deployment>) -> Result<(), ClusterError> {
        for object in objects {
            self.cluster.apply(&object.clone().owned_by(owner)).await?;
        }
        Ok(())
    }
}

/// What a viewer was told to be; nothing where its Secret does not say.
fn spec_of(owner: &UserId, secret: &DynamicObject) -> Option<ViewerSpec> {
    let value = |name: &str| text_of(&secret.data["data"][name]).filter(|value| !value.is_empty());
    Some(ViewerSpec {
        owner: owner.clone(),
        username: value(USERNAME)?,
        password: value(PASSWORD)?,
        databases: serde_json::from_str(&value(DATABASES)?).ok()?,
    })
}

/// How a pod is, in the existing platform's words.
fn status(pod: Option<&Pod>) -> String {
    let Some(pod) = pod else {
        return "NotFound".to_owned();
    };
    let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref());
    match phase.unwrap_or("Pending") {
        "Running" if !pod_state::is_ready(pod) => "NotReady".to_owned(),
        phase => phase.to_owned(),
    }
}

/// How long ago the viewer was asked for; when it was made, where that is not noted, as on the existing platform.
fn idle_for(deployment: &DynamicObject) -> Duration {
    let noted = deployment.annotations().get(LAST_ACCESS);
    let last = noted
        .and_then(|noted| noted.parse().ok())
        .or_else(|| Some(deployment.creation_timestamp()?.0));
    let ago = last.map(|last: Timestamp| Timestamp::now().duration_since(last));
    ago.and_then(|ago| ago.try_into().ok()).unwrap_or_default()
}

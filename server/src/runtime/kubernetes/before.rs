//! What was before a roll, and going back to it.

use k8s_openapi::api::apps::v1::Deployment;
use kube::api::DynamicObject;

use super::KubernetesRuntime;
use super::cluster::ClusterError;
use super::names::Subject;
use super::objects::{self, Kind, Object, Target, Template};

/// The objects that a roll replaces.
pub(super) struct Before {
    template: Option<Template>,
    code: Option<Object>,
    env: Option<Object>,
}

impl Before {
    pub(super) async fn read(
        runtime: &KubernetesRuntime,
        subject: &Subject,
        deployment: Option<&Deployment>,
    ) -> Result<Self, ClusterError> {
        let cluster = &runtime.cluster;
        let is_awake = deployment
            .and_then(|deployment| deployment.status.as_ref()?.ready_replicas)
            .is_some_and(|ready| ready > 0);
        Ok(Self {
            template: deployment.filter(|_| is_awake).and_then(Template::of),
            code: cluster
                .get(Kind::ConfigMap, &subject.namespace, &subject.code())
                .await?
                .map(|object| as_applied(Kind::ConfigMap, object)),
            env: cluster
                .get(Kind::Secret, &subject.namespace, &subject.env())
                .await?
                .map(|object| as_applied(Kind::Secret, object)),
        })
    }

    /// Goes back: to the pods there were, or to none. A failure is only told: the next attempt compares and acts again.
    pub(super) async fn restore(&self, runtime: &KubernetesRuntime, subject: &Subject) {
        if let Err(error) = self.try_restore(runtime, subject).await {
            tracing::warn!(app = %subject.app_id, %error, "what was before a failed roll could not be restored whole");
        }
    }

    async fn try_restore(&self, runtime: &KubernetesRuntime, subject: &Subject) -> Result<(), ClusterError> {
        for object in self.code.iter().chain(&self.env) {
            runtime.cluster.apply(object).await?;
        }
        let settings = &runtime.settings;
        let none = Template::none(settings);
        let (template, replicas) = match &self.template {
            Some(template) => (template, settings.replicas),
            None => (&none, 0),
        };
        let deployment = objects::deployment(settings, subject, template, replicas);
        runtime.cluster.apply(&deployment).await?;
        let target = if replicas > 0 {
            Target::App
        } else {
            Target::Gateway
        };
        runtime.lead(subject, target).await
    }
}

/// An object as this server would apply it: without what the cluster added.
fn as_applied(kind: Kind, object: DynamicObject) -> Object {
    let metadata = serde_json::json!({
        "name": object.metadata.name,
        "namespace": object.metadata.namespace,
        "labels": object.metadata.labels,
        "annotations": object.metadata.annotations.unwrap_or_default(),
        "ownerReferences": object.metadata.owner_references.unwrap_or_default(),
    });
    let name = object.metadata.name.clone().unwrap_or_default();
    let mut body = object.data;
    body["metadata"] = metadata;
    Object::new(kind, name, body)
}

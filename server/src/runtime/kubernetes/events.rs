//! What the cluster says of an app's objects: its events, listed by the very objects they are about.
//!
//! Names are not compared: an event belongs to an app when the object it is about is the app's Deployment, or owned by it.

use fp_contract::Timestamp;
use futures_util::future::try_join_all;
use k8s_openapi::api::core::v1::{Event, Pod};
use kube::api::ListParams;
use kube::{Resource, ResourceExt as _};

use super::KubernetesRuntime;
use super::cluster::ClusterError;
use super::names::{APP_ID, Subject};
use super::objects::Kind;
use crate::runtime::RuntimeEvent;

/// Objects asked about at most: the Deployment, and its newest pods and sets of pods.
const OBJECTS: usize = 12;
/// Events of one object at most.
const PER_OBJECT: u32 = 50;

impl KubernetesRuntime {
    /// The cluster's events of the app's objects, in no order.
    pub(super) async fn events_of(&self, subject: &Subject) -> Result<Vec<RuntimeEvent>, ClusterError> {
        let Some(deployment) = self
            .watched
            .deployment(subject)
            .and_then(|deployment| deployment.uid())
        else {
            return Ok(Vec::new());
        };
        let sets = self.sets_of(subject, &deployment).await?;
        let owned = |pod: &Pod| sets.iter().any(|set| is_owned_by(pod, set));
        let pods = self.watched.pods(&subject.app_id);
        let pods = pods.iter().filter(|pod| owned(pod)).filter_map(|pod| pod.uid());
        let about: Vec<String> = std::iter::once(deployment)
            .chain(pods)
            .chain(sets.iter().cloned())
            .take(OBJECTS)
            .collect();
        let lists = about.iter().map(|uid| {
            let parameters = ListParams::default()
                .fields(&format!("involvedObject.uid={uid}"))
                .limit(PER_OBJECT);
            self.cluster
                .list(Kind::Event, Some(&subject.namespace), parameters)
        });
        let found = try_join_all(lists).await?;
        let events = found.into_iter().flatten();
        Ok(events
            .filter_map(|event| runtime_event(event.try_parse().ok()?))
            .collect())
    }

    /// The identifiers of the sets of pods that the Deployment made, newest first.
    async fn sets_of(&self, subject: &Subject, deployment: &str) -> Result<Vec<String>, ClusterError> {
        let parameters = ListParams::default().labels(&format!("{APP_ID}={}", subject.app_id));
        let namespace = Some(subject.namespace.as_str());
        let mut sets = self.cluster.list(Kind::ReplicaSet, namespace, parameters).await?;
        sets.retain(|set| is_owned_by(set, deployment));
        sets.sort_by_key(|set| std::cmp::Reverse(set.creation_timestamp()));
        Ok(sets.into_iter().filter_map(|set| set.uid()).collect())
    }
}

fn is_owned_by<K: Resource>(object: &K, uid: &str) -> bool {
    object.owner_references().iter().any(|owner| owner.uid == uid)
}

fn runtime_event(event: Event) -> Option<RuntimeEvent> {
    let last = event
        .series
        .as_ref()
        .and_then(|series| series.last_observed_time.clone());
    let at = last
        .or(event.event_time)
        .map(|time| time.0)
        .or_else(|| Some(event.last_timestamp.or(event.first_timestamp)?.0))?;
    let count = event
        .series
        .and_then(|series| series.count)
        .or(event.count)
        .unwrap_or(1);
    let object = event.involved_object;
    Some(RuntimeEvent {
        at: Timestamp::from_microseconds(at.as_microsecond()),
        is_warning: event.type_.as_deref() == Some("Warning"),
        reason: event.reason.unwrap_or_default(),
        message: event.message.unwrap_or_default(),
        object: format!(
            "{}/{}",
            object.kind.unwrap_or_default(),
            object.name.unwrap_or_default()
        ),
        count: count.unsigned_abs().max(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_event_that_is_repeated_is_as_late_as_its_last_time() {
        let event = json!({
            "metadata": {"name": "e"},
            "involvedObject": {"kind": "Pod", "name": "app-a-1"},
            "type": "Warning", "reason": "BackOff", "message": "restarting failed container", "count": 4,
            "firstTimestamp": "2026-11-21T03:00:00Z", "lastTimestamp": "2026-11-21T03:21:42Z",
        });
        let event = runtime_event(serde_json::from_value(event).unwrap()).unwrap();
        assert_eq!(
            (event.at.to_string().as_str(), event.count, event.is_warning),
            ("2026-11-21T03:21:42.000000", 4, true)
        );
        assert_eq!(event.object, "Pod/app-a-1");
    }
}

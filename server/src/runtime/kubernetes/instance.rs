//! An app's pod as the instance that people see. Pure.

use fp_contract::Timestamp;
use fp_contract::instance::{Instance, InstanceState};
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;

use super::pod_state;

/// What there is to see of a pod whose container may have `memory_limit`.
pub(super) fn of(pod: &Pod, memory_limit: &str) -> Instance {
    let trouble = pod_state::trouble(pod, memory_limit);
    let state = if pod_state::is_ending(pod) {
        InstanceState::Ending
    } else if pod_state::is_ready(pod) {
        InstanceState::Answering
    } else if trouble.as_ref().is_some_and(|trouble| trouble.is_final) {
        InstanceState::Failing
    } else {
        InstanceState::Starting
    };
    let failure = trouble
        .map(|trouble| trouble.failure)
        .or_else(|| pod_state::last_end(pod, memory_limit));
    let started_at = pod.status.as_ref().and_then(|status| status.start_time.as_ref());
    Instance {
        name: pod.name_any(),
        state,
        failure,
        restarts: pod_state::restarts(pod),
        started_at: started_at.map(|time| Timestamp::from_microseconds(time.0.as_microsecond())),
        node: pod.spec.as_ref().and_then(|spec| spec.node_name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn seen(status: &Value) -> Instance {
        let pod = json!({"metadata": {"name": "p-1"}, "spec": {"containers": [], "nodeName": "one"}, "status": status});
        of(&serde_json::from_value(pod).unwrap(), "128Mi")
    }

    fn container(ready: bool, state: &Value, last: &Value) -> Value {
        let container = json!({"name": "runner", "image": "i:1", "imageID": "", "ready": ready, "restartCount": 3, "state": state, "lastState": last});
        let condition = json!({"type": "Ready", "status": if ready { "True" } else { "False" }});
        json!({"startTime": "2026-01-01T00:00:00Z", "conditions": [condition], "containerStatuses": [container]})
    }

    #[test]
    fn one_that_was_started_again_answers_and_tells_how_it_ended() {
        let ended = json!({"terminated": {"exitCode": 137, "reason": "OOMKilled"}});
        let instance = seen(&container(true, &json!({"running": {}}), &ended));
        assert_eq!((instance.state, instance.restarts), (InstanceState::Answering, 3));
        assert_eq!(instance.failure.unwrap().kind, "out_of_memory");
        assert_eq!(instance.node.as_deref(), Some("one"));
        assert_eq!(
            instance.started_at.unwrap().to_string(),
            "2026-01-01T00:00:00.000000"
        );
    }

    #[test]
    fn one_that_cannot_start_is_failing() {
        let waiting = json!({"waiting": {"reason": "ImagePullBackOff", "message": "not found"}});
        let instance = seen(&container(false, &waiting, &json!({})));
        assert_eq!(instance.state, InstanceState::Failing);
        assert_eq!(instance.failure.unwrap().kind, "image_unavailable");
    }

    #[test]
    fn one_without_a_node_is_starting_and_tells_why_it_waits() {
        let condition = json!({"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/1 nodes"});
        let instance = seen(&json!({"conditions": [condition]}));
        assert_eq!(instance.state, InstanceState::Starting);
        assert_eq!(instance.failure.unwrap().kind, "unschedulable");
    }
}

//! How a pod is, in words: ready, on its way, or in trouble and why. Pure.

use fp_contract::deployment::Failure;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ContainerStateTerminated, ContainerStateWaiting, ContainerStatus, Pod};

use super::names::{ENV_HASH, REVISION};
use super::objects::Template;

/// Reasons of a waiting container that come from its image.
const IMAGE_REASONS: [&str; 6] = [
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
    "ErrImageNeverPull",
    "ImageInspectError",
    "RegistryUnavailable",
];

/// What keeps a pod from answering.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trouble {
    /// Why.
    pub(super) failure: Failure,
    /// Whether waiting is of no use.
    pub(super) is_final: bool,
}

/// Whether requests reach it.
pub(super) fn is_ready(pod: &Pod) -> bool {
    !is_ending(pod)
        && pod
            .status
            .iter()
            .flat_map(|status| status.conditions.iter().flatten())
            .any(|condition| condition.type_ == "Ready" && condition.status == "True")
}

/// Whether it was told to end.
pub(super) fn is_ending(pod: &Pod) -> bool {
    pod.metadata.deletion_timestamp.is_some()
}

/// Its address, while its container runs.
pub(super) fn running_address(pod: &Pod) -> Option<&str> {
    let runs = container(pod)
        .and_then(|container| container.state.as_ref())
        .is_some_and(|state| state.running.is_some());
    let address = pod.status.as_ref()?.pod_ip.as_deref()?;
    (runs && !is_ending(pod)).then_some(address)
}

/// How often its container was started again.
pub(super) fn restarts(pod: &Pod) -> u32 {
    container(pod)
        .map(|container| container.restart_count.unsigned_abs())
        .unwrap_or_default()
}

/// How its container ended before it was started again.
pub(super) fn last_end(pod: &Pod, memory_limit: &str) -> Option<Failure> {
    let ended = container(pod)?.last_state.as_ref()?.terminated.as_ref()?;
    Some(of_end(ended, memory_limit))
}

/// Whether it was made from this template.
pub(super) fn is_of(pod: &Pod, template: &Template) -> bool {
    let annotation = |name: &str| pod.metadata.annotations.as_ref()?.get(name).map(String::as_str);
    annotation(REVISION) == Some(&template.revision) && annotation(ENV_HASH) == Some(&template.env_hash)
}

/// What keeps it from answering, if anything does.
pub(super) fn trouble(pod: &Pod, memory_limit: &str) -> Option<Trouble> {
    if let Some(trouble) = container(pod).and_then(|container| of_container(container, memory_limit)) {
        return Some(trouble);
    }
    let status = pod.status.as_ref()?;
    let condition = status
        .conditions
        .iter()
        .flatten()
        .find(|condition| condition.type_ == "PodScheduled" && condition.status == "False")?;
    let reason = condition.message.as_deref().unwrap_or("no reason given");
    Some(Trouble {
        failure: Failure::new("unschedulable", format!("no node takes the app's pod: {reason}")),
        is_final: false,
    })
}

/// Why the cluster makes no pod for a Deployment, if it makes none.
pub(super) fn refusal(deployment: &Deployment) -> Option<Trouble> {
    let conditions = deployment.status.as_ref()?.conditions.as_ref()?;
    let condition = conditions
        .iter()
        .find(|condition| condition.type_ == "ReplicaFailure" && condition.status == "True")?;
    let reason = condition.message.as_deref().unwrap_or("no reason given");
    // A quota that is used up stays so; a new namespace refuses pods only until its account is there.
    let is_final = reason.contains("exceeded quota");
    let hint = if is_final {
        "\nhint: stop or delete an app, or ask the operator for a larger quota"
    } else {
        ""
    };
    Some(Trouble {
        failure: Failure::new(
            "pod_refused",
            format!("the cluster makes no pod for the app: {reason}{hint}"),
        ),
        is_final,
    })
}

fn of_container(container: &ContainerStatus, memory_limit: &str) -> Option<Trouble> {
    let ended = |state: &Option<k8s_openapi::api::core::v1::ContainerState>| {
        state.as_ref().and_then(|state| state.terminated.clone())
    };
    let waiting = container.state.as_ref().and_then(|state| state.waiting.as_ref());
    if let Some(trouble) = waiting.and_then(|waiting| of_waiting(container, waiting)) {
        return Some(trouble);
    }
    let is_waiting = waiting.is_some();
    let terminated =
        ended(&container.state).or_else(|| ended(&container.last_state).filter(|_| is_waiting))?;
    Some(Trouble {
        failure: of_end(&terminated, memory_limit),
        is_final: true,
    })
}

fn of_waiting(container: &ContainerStatus, waiting: &ContainerStateWaiting) -> Option<Trouble> {
    let reason = waiting.reason.as_deref()?;
    let message = waiting.message.as_deref().unwrap_or(reason);
    let (kind, words) = if IMAGE_REASONS.contains(&reason) {
        (
            "image_unavailable",
            format!("the image {} cannot be had: {message}", container.image),
        )
    } else if matches!(
        reason,
        "CreateContainerConfigError" | "CreateContainerError" | "RunContainerError"
    ) {
        (
            "container_refused",
            format!("the container cannot be started: {message}"),
        )
    } else {
        return None;
    };
    Some(Trouble {
        failure: Failure::new(kind, words),
        is_final: true,
    })
}

/// How a container ended: what the runner left as its reason, else what the cluster saw.
pub(super) fn of_end(ended: &ContainerStateTerminated, memory_limit: &str) -> Failure {
    if ended.reason.as_deref() == Some("OOMKilled") {
        return Failure {
            exit_code: Some(ended.exit_code),
            ..Failure::new(
                "out_of_memory",
                format!("it needed more than {memory_limit} of memory and was ended"),
            )
        };
    }
    let message = ended.message.as_deref().unwrap_or_default();
    if let Ok(failure) = serde_json::from_str::<Failure>(message) {
        return failure;
    }
    Failure {
        exit_code: Some(ended.exit_code),
        signal: ended.signal,
        tail: message.lines().map(str::to_owned).collect(),
        ..Failure::new("exited", format!("exited with code {}", ended.exit_code))
    }
}

fn container(pod: &Pod) -> Option<&ContainerStatus> {
    pod.status.as_ref()?.container_statuses.as_ref()?.first()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pod(status: &serde_json::Value) -> Pod {
        serde_json::from_value(json!({"metadata": {"name": "p"}, "status": status})).unwrap()
    }

    fn with_container(status: &serde_json::Value) -> Pod {
        let mut container =
            json!({"name": "runner", "image": "i:1", "imageID": "", "ready": false, "restartCount": 2});
        for (key, value) in status.as_object().unwrap() {
            container[key] = value.clone();
        }
        pod(&json!({"containerStatuses": [container]}))
    }

    #[test]
    fn a_pod_that_runs_is_in_no_trouble() {
        let pod = with_container(&json!({"state": {"running": {}}}));
        assert_eq!(trouble(&pod, "128Mi"), None);
        assert_eq!(restarts(&pod), 2);
    }

    #[test]
    fn a_missing_image_is_final_and_named() {
        let waiting = json!({"state": {"waiting": {"reason": "ErrImagePull", "message": "not found"}}});
        let trouble = trouble(&with_container(&waiting), "128Mi").unwrap();
        assert!(trouble.is_final);
        assert_eq!(trouble.failure.kind, "image_unavailable");
        assert_eq!(trouble.failure.message, "the image i:1 cannot be had: not found");
    }

    #[test]
    fn memory_that_ran_out_is_named_with_its_limit() {
        let ended = json!({"lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}, "state": {"waiting": {"reason": "CrashLoopBackOff"}}});
        let failure = trouble(&with_container(&ended), "128Mi").unwrap().failure;
        assert_eq!(failure.kind, "out_of_memory");
        assert!(failure.message.contains("128Mi"));
    }

    #[test]
    fn a_container_that_runs_again_may_answer_yet() {
        let again = json!({"lastState": {"terminated": {"exitCode": 1, "reason": "Error"}}, "state": {"running": {}}});
        assert_eq!(trouble(&with_container(&again), "128Mi"), None);
    }

    #[test]
    fn the_reason_the_runner_left_is_taken_over() {
        let reason = json!({"kind": "import_error", "message": "no such luck", "traceback": null, "file": "app.py", "line": 3,
                            "exit_code": null, "signal": null, "tail": []});
        let ended = json!({"state": {"terminated": {"exitCode": 1, "reason": "Error", "message": reason.to_string()}}});
        let failure = trouble(&with_container(&ended), "128Mi").unwrap().failure;
        assert_eq!((failure.kind.as_str(), failure.line), ("import_error", Some(3)));
    }

    #[test]
    fn a_quota_that_is_used_up_is_final_and_a_young_namespace_is_not() {
        let refused = |message: &str| {
            let condition = json!({"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": message});
            let deployment = json!({"status": {"conditions": [condition]}});
            refusal(&serde_json::from_value(deployment).unwrap()).unwrap()
        };
        let full =
            refused("pods \"a\" is forbidden: exceeded quota: tenant, requested: pods=1, used: pods=40");
        assert_eq!((full.is_final, full.failure.kind.as_str()), (true, "pod_refused"));
        assert!(
            full.failure.message.contains("used: pods=40\nhint: "),
            "{}",
            full.failure.message
        );
        assert!(!refused("error looking up service account a/default").is_final);
    }

    #[test]
    fn a_pod_without_a_node_may_get_one_yet() {
        let status = json!({"conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/1 nodes"}]});
        let trouble = trouble(&pod(&status), "128Mi").unwrap();
        assert!(!trouble.is_final);
        assert!(trouble.failure.message.ends_with("0/1 nodes"));
    }
}

//! Which runner an app runs on: read from its pods, so that a roll that never came to its end is not taken for done.

use std::sync::Arc;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;

use super::apply::has_pods;
use super::objects::{Runner, Template};
use super::pod_state;
use crate::runtime::RunnerVersion;

/// The runner of an app with this Deployment whose `pods` answer; `None` while it is to have none.
pub(super) fn of(deployment: &Deployment, pods: &[Arc<Pod>], wanted: &Runner) -> Option<RunnerVersion> {
    let template = Template::of(deployment).filter(|_| has_pods(deployment))?;
    let older = pods.iter().find(|pod| !pod_state::is_of(pod, &template));
    let image = older.map_or(Some(template.runner.image.clone()), |pod| {
        pod.spec.as_ref()?.containers.first()?.image.clone()
    });
    Some(RunnerVersion {
        image: image?,
        is_current: older.is_none() && template.runner.is_like(wanted),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::names::{ENV_HASH, REVISION};
    use super::*;

    fn deployment(replicas: i32, image: &str) -> Deployment {
        let limits = json!({"cpu": "1", "memory": "1Gi"});
        let container =
            json!({"name": "runner", "image": image, "resources": {"requests": limits, "limits": limits}});
        let volumes = json!([{"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}}]);
        let pod = json!({"terminationGracePeriodSeconds": 9, "containers": [container], "volumes": volumes});
        let metadata = json!({"annotations": {REVISION: image, ENV_HASH: "e"}});
        let template = json!({"metadata": metadata, "spec": pod});
        serde_json::from_value(json!({"metadata": {"name": "app-a"}, "spec": {"selector": {}, "replicas": replicas, "template": template}})).unwrap()
    }

    /// A pod as this Deployment makes it.
    fn pod_of(deployment: &Deployment) -> Arc<Pod> {
        let template = deployment.spec.clone().unwrap().template;
        Arc::new(Pod {
            metadata: template.metadata.unwrap(),
            spec: template.spec,
            status: None,
        })
    }

    fn wanted(image: &str) -> Runner {
        Template::of(&deployment(1, image)).unwrap().runner
    }

    fn version(image: &str, is_current: bool) -> RunnerVersion {
        let image = image.to_owned();
        RunnerVersion { image, is_current }
    }

    #[test]
    fn an_app_is_on_what_its_pods_were_started_with() {
        let app = deployment(1, "i:1");
        let pods = [pod_of(&app)];
        assert_eq!(of(&app, &pods, &wanted("i:1")), Some(version("i:1", true)));
        assert_eq!(of(&app, &pods, &wanted("i:2")), Some(version("i:1", false)));
    }

    #[test]
    fn a_roll_that_did_not_come_to_its_end_is_not_done() {
        let rolled = deployment(1, "i:2");
        let pods = [pod_of(&rolled), pod_of(&deployment(1, "i:1"))];
        assert_eq!(of(&rolled, &pods, &wanted("i:2")), Some(version("i:1", false)));
    }

    #[test]
    fn an_app_without_pods_is_on_none() {
        assert_eq!(of(&deployment(0, "i:1"), &[], &wanted("i:1")), None);
    }
}

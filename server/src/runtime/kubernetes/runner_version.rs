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

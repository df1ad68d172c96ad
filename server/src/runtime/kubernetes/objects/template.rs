//! What an app's pods are started with, written into its Deployment and read back from there.

use k8s_openapi::api::apps::v1::Deployment;
use kube::ResourceExt as _;

use super::super::names::{ENV_HASH, REVISION, RUNNER};
use super::super::settings::KubernetesSettings;
use super::Runner;
use crate::runtime::Release;

/// What a pod is started with; pods of equal templates are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Template {
    /// Names the release and the runner at the last roll: later revisions are pushed into the running pods.
    pub(in super::super) revision: String,
    /// A digest of the variables.
    pub(in super::super) env_hash: String,
    /// The program in the pod, and what it may use.
    pub(in super::super) runner: Runner,
}

impl Template {
    /// New pods for a release.
    pub(in super::super) fn new(release: &Release, env_hash: &str, runner: Runner) -> Self {
        Self {
            revision: format!(
                "{}.{}.{}",
                release.revision_id,
                release.env_version,
                runner.digest()
            ),
            env_hash: env_hash.to_owned(),
            runner,
        }
    }

    /// Of a Deployment that has no pods.
    pub(in super::super) fn none(settings: &KubernetesSettings) -> Self {
        Self {
            revision: String::new(),
            env_hash: String::new(),
            runner: Runner::wanted(settings),
        }
    }

    /// The template a Deployment has; `None` when it is not one of this platform's.
    pub(in super::super) fn of(deployment: &Deployment) -> Option<Self> {
        let seen = Runner::of(deployment.spec.as_ref()?.template.spec.as_ref()?)?;
        let runner = deployment.annotations().get(RUNNER);
        let runner = runner.and_then(|written| Runner::read(written));
        Some(Self {
            revision: template_annotation(deployment, REVISION)?.to_owned(),
            env_hash: template_annotation(deployment, ENV_HASH)?.to_owned(),
            runner: runner.filter(|runner| seen.is_like(runner)).unwrap_or(seen),
        })
    }
}

/// An annotation of a Deployment's pods.
pub(in super::super) fn template_annotation<'a>(deployment: &'a Deployment, name: &str) -> Option<&'a str> {
    let template = &deployment.spec.as_ref()?.template;
    let annotations = template.metadata.as_ref()?.annotations.as_ref()?;
    annotations.get(name).map(String::as_str)
}

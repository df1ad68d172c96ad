//! The runner in a pod: its image, its arguments, and what it may use. An app keeps its own until it is rolled out anew.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::super::names::{APP_PORT, CONTROL_PORT};
use super::super::settings::{KubernetesSettings, Resources};
use super::hexadecimal;

/// Seconds between the moment a pod is told to end and the moment it takes no more connections: routers need so long to hear of it.
pub(super) const LINGER_SECONDS: u32 = 3;
/// The volume that is `/tmp`.
pub(super) const SCRATCH: &str = "tmp";

/// Everything of a pod that an operator decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Runner {
    pub(in super::super) image: String,
    pub(super) arguments: Vec<String>,
    pub(super) resources: Resources,
    pub(super) pull_policy: Option<String>,
    pub(super) pull_secret: Option<String>,
    pub(super) runtime_class: Option<String>,
    /// Seconds it may take to end.
    pub(super) grace_seconds: i64,
}

impl Runner {
    /// What the settings want.
    pub(in super::super) fn wanted(settings: &KubernetesSettings) -> Self {
        Self {
            image: settings.image.clone(),
            arguments: arguments(),
            resources: settings.resources.clone(),
            pull_policy: settings.image_pull_policy.clone(),
            pull_secret: settings.image_pull_secret.clone(),
            runtime_class: settings.runtime_class.clone(),
            grace_seconds: (settings.limits.drain + LINGER_SECONDS + 5).into(),
        }
    }

    /// What pods of this kind have.
    pub(super) fn of(pod: &PodSpec) -> Option<Self> {
        let container = pod.containers.first()?;
        let resources = container.resources.as_ref()?;
        let (requests, limits) = (resources.requests.as_ref()?, resources.limits.as_ref()?);
        let mut volumes = pod.volumes.iter().flatten();
        let scratch = volumes.find(|volume| volume.name == SCRATCH)?;
        let secrets = pod.image_pull_secrets.as_ref();
        Some(Self {
            image: container.image.clone()?,
            arguments: container.args.clone().unwrap_or_default(),
            resources: Resources {
                cpu_request: amount_of(requests, "cpu")?,
                cpu_limit: amount_of(limits, "cpu")?,
                memory_request: amount_of(requests, "memory")?,
                memory_limit: amount_of(limits, "memory")?,
                scratch_limit: scratch.empty_dir.as_ref()?.size_limit.as_ref()?.0.clone(),
            },
            pull_policy: container.image_pull_policy.clone(),
            pull_secret: secrets.and_then(|secrets| Some(secrets.first()?.name.clone())),
            runtime_class: pod.runtime_class_name.clone(),
            grace_seconds: pod.termination_grace_period_seconds?,
        })
    }

    /// Whether pods with this one need not be replaced for `wanted`. The cluster writes amounts in its own way, and fills in the
    /// pull policy that is not given.
    pub(in super::super) fn is_like(&self, wanted: &Self) -> bool {
        let same_policy = wanted.pull_policy.is_none() || self.pull_policy == wanted.pull_policy;
        let mut amounts = self.amounts().into_iter().zip(wanted.amounts());
        same_policy
            && self.image == wanted.image
            && self.arguments == wanted.arguments
            && self.pull_secret == wanted.pull_secret
            && self.runtime_class == wanted.runtime_class
            && self.grace_seconds == wanted.grace_seconds
            && amounts.all(|(one, other)| is_as_much(one, other))
    }

    fn amounts(&self) -> [&str; 5] {
        let resources = &self.resources;
        [
            &resources.cpu_request,
            &resources.cpu_limit,
            &resources.memory_request,
            &resources.memory_limit,
            &resources.scratch_limit,
        ]
    }

    /// As text, to be kept beside what the cluster makes of it.
    pub(super) fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From such a text; `None` when it is another.
    pub(super) fn read(written: &str) -> Option<Self> {
        serde_json::from_str(written).ok()
    }

    /// Names it, in few characters.
    pub(super) fn digest(&self) -> String {
        let digest = Sha256::digest(self.written());
        hexadecimal(&digest[..4])
    }
}

fn amount_of(amounts: &BTreeMap<String, Quantity>, name: &str) -> Option<String> {
    amounts.get(name).map(|quantity| quantity.0.clone())
}

/// Whether two amounts such as `1` and `1000m` are the same.
fn is_as_much(one: &str, other: &str) -> bool {
    let near = |one: f64, other: f64| (one - other).abs() <= one.abs() * 1e-9;
    one == other || matches!((amount(one), amount(other)), (Some(one), Some(other)) if near(one, other))
}

fn amount(text: &str) -> Option<f64> {
    const SUFFIXES: [(&str, f64); 15] = [
        ("n", 1e-9),
        ("u", 1e-6),
        ("m", 1e-3),
        ("k", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("T", 1e12),
        ("P", 1e15),
        ("E", 1e18),
        ("Ki", 1_024.0),
        ("Mi", 1_048_576.0),
        ("Gi", 1_073_741_824.0),
        ("Ti", 1_099_511_627_776.0),
        ("Pi", 1_125_899_906_842_624.0),
        ("Ei", 1_152_921_504_606_846_976.0),
    ];
    let suffixed = SUFFIXES.iter().find_map(|(suffix, factor)| {
        let number: f64 = text.strip_suffix(suffix)?.parse().ok()?;
        Some(number * factor)
    });
    suffixed.or_else(|| text.parse().ok())
}

fn arguments() -> Vec<String> {
    let control = format!("tcp:0.0.0.0:{CONTROL_PORT}");
    let listen = format!("tcp:0.0.0.0:{APP_PORT}");
    let words = [
        "supervise",
        "--control",
        &control,
        "--listen",
        &listen,
        "--work-dir",
        "/tmp/fp",
        "--data-dir",
        "/tmp/data",
        "--token-file",
        "/run/secrets/fp/runner/token",
        "--code-dir",
        "/code",
        "--env-dir",
        "/run/secrets/fp/env",
        "--termination-log",
        "/dev/termination-log",
    ];
    words.map(str::to_owned).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("1", "1000m", true)]
    #[case("1", "1", true)]
    #[case("1024Mi", "1Gi", true)]
    #[case("0.25", "250m", true)]
    #[case("1e3", "1k", true)]
    #[case("128Mi", "128M", false)]
    #[case("1", "2", false)]
    #[case("much", "1", false)]
    #[case("much", "much", true)]
    fn amounts_are_compared_and_not_their_writing(
        #[case] one: &str,
        #[case] other: &str,
        #[case] same: bool,
    ) {
        assert_eq!(is_as_much(one, other), same);
        assert_eq!(is_as_much(other, one), same);
    }
}

//! The walls around every pod, an app's as well as a viewer's: the restricted pod security rules, and nothing of the cluster inside.

use serde_json::{Value, json};

use super::super::settings::KubernetesSettings;

/// The user and group pods run as: of nobody else on the node.
const USER: u32 = 10001;

/// A pod of one container that may take so many seconds to end.
pub(super) fn pod(
    settings: &KubernetesSettings,
    grace_seconds: u32,
    container: &Value,
    volumes: &Value,
) -> Value {
    let mut spec = json!({
        "automountServiceAccountToken": false,
        "enableServiceLinks": false,
        "terminationGracePeriodSeconds": grace_seconds,
        "securityContext": {
            "runAsNonRoot": true,
            "runAsUser": USER,
            "runAsGroup": USER,
            "fsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [container],
        "volumes": volumes,
    });
    if let Some(class) = &settings.runtime_class {
        spec["runtimeClassName"] = class.as_str().into();
    }
    if let Some(secret) = &settings.image_pull_secret {
        spec["imagePullSecrets"] = json!([{"name": secret}]);
    }
    spec
}

/// What a container may not do.
pub(super) fn container() -> Value {
    json!({
        "allowPrivilegeEscalation": false,
        "readOnlyRootFilesystem": true,
        "runAsNonRoot": true,
        "capabilities": {"drop": ["ALL"]},
    })
}

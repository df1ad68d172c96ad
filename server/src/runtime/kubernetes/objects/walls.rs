//! The walls around every pod, an app's as well as a viewer's: the restricted pod security rules, and nothing of the cluster inside.

use serde_json::{Value, json};

/// The user and group pods run as: of nobody else on the node.
const USER: u32 = 10001;

/// What differs from pod to pod around the one container.
pub(super) struct Walls<'a> {
    /// A sandboxed runtime such as gVisor's.
    pub(super) runtime_class: Option<&'a str>,
    /// The Secret with the registry's login.
    pub(super) pull_secret: Option<&'a str>,
    /// Seconds the pod may take to end.
    pub(super) grace_seconds: i64,
}

impl Walls<'_> {
    /// A pod of one container behind these walls.
    pub(super) fn pod(&self, container: &Value, volumes: &Value) -> Value {
        let mut spec = json!({
            "automountServiceAccountToken": false,
            "enableServiceLinks": false,
            "terminationGracePeriodSeconds": self.grace_seconds,
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
        if let Some(class) = self.runtime_class {
            spec["runtimeClassName"] = class.into();
        }
        if let Some(secret) = self.pull_secret {
            spec["imagePullSecrets"] = json!([{"name": secret}]);
        }
        spec
    }
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

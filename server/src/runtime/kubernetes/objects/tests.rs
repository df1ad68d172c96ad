//! The objects as they are applied, and that no wall around an app can be taken away unnoticed.

use std::collections::BTreeMap;
use std::sync::Arc;

use fp_contract::revision::Revision;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::networking::v1::NetworkPolicy;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::names::Subject;
use super::super::settings::{
    GatewayService, KubernetesSettings, LimitSeconds, Resources, Routing, TenantQuota, Tls,
};
use super::*;
use crate::runtime::Release;
use crate::store::{AppId, UserId};

fn settings() -> KubernetesSettings {
    KubernetesSettings {
        namespace: "fastapi-platform".to_owned(),
        tenant_namespaces: false,
        app_domain: "apps.example.org".to_owned(),
        image: "registry.example.org/fp-runner:1".to_owned(),
        image_pull_policy: None,
        image_pull_secret: Some("ghcr-auth".to_owned()),
        runtime_class: None,
        replicas: 1,
        resources: Resources::default(),
        tenant_quota: TenantQuota::default(),
        routing: Routing::Traefik {
            entry_points: vec!["web".to_owned()],
        },
        tls: Tls::None,
        gateway: GatewayService {
            name: "fp-server".to_owned(),
            port: 8700,
        },
        ingress_namespace: "traefik".to_owned(),
        denied_networks: vec![
            "10.0.0.0/8".to_owned(),
            "169.254.0.0/16".to_owned(),
            "fc00::/7".to_owned(),
        ],
        limits: LimitSeconds {
            import: 30,
            start: 30,
            health: 10,
            drain: 30,
        },
    }
}

fn subject(settings: &KubernetesSettings) -> Subject {
    Subject::new(settings, &AppId("abc12345".to_owned()), &UserId("0".repeat(24)))
}

fn release() -> Release {
    let files = [("app.py", "app = 1"), ("pkg/words.py", "WORD = 1")];
    let revision = Revision {
        files: files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect(),
        entrypoint: "app.py".to_owned(),
        framework: None,
        env_names: vec!["KEY".to_owned()],
        database_id: None,
    };
    Release {
        app_id: AppId("abc12345".to_owned()),
        owner: UserId("0".repeat(24)),
        revision_id: "r".repeat(64),
        revision: Arc::new(revision),
        env: BTreeMap::from([("KEY".to_owned(), "value".to_owned())]),
        env_version: 3,
    }
}

fn template() -> Template {
    Template {
        revision: "r.3".to_owned(),
        env_hash: "0123456789abcdef".to_owned(),
    }
}

fn pod() -> Value {
    let settings = settings();
    deployment(&settings, &subject(&settings), &template(), 1).body["spec"]["template"]["spec"].clone()
}

#[test]
fn an_apps_objects() {
    let settings = settings();
    let subject = subject(&settings);
    let mut objects = vec![
        code(&subject, &release()),
        env(&subject, &release().env),
        token(&subject, "token"),
        deployment(&settings, &subject, &template(), 1),
        service(&subject),
        network_policies(&settings, &subject),
    ];
    objects.extend(route(&settings, &subject, Target::App));
    let bodies: Vec<_> = objects.into_iter().map(|object| object.body).collect();
    insta::assert_json_snapshot!(bodies);
}

#[test]
fn a_tenants_own_namespace() {
    let settings = KubernetesSettings {
        tenant_namespaces: true,
        ..settings()
    };
    let subject = subject(&settings);
    let mut objects = tenant(&settings, &subject);
    objects.extend(route(&settings, &subject, Target::Gateway));
    let bodies: Vec<_> = objects.into_iter().map(|object| object.body).collect();
    insta::assert_json_snapshot!(bodies);
}

#[test]
fn a_plain_ingress_with_a_certificate() {
    let settings = KubernetesSettings {
        routing: Routing::Ingress {
            class: "nginx".to_owned(),
        },
        tls: Tls::Issuer("letsencrypt".to_owned()),
        ..settings()
    };
    let objects = route(&settings, &subject(&settings), Target::App);
    insta::assert_json_snapshot!(objects.unwrap().body);
}

/// The objects are what the cluster's own types say: a misspelt field would be dropped silently.
#[test]
fn no_field_is_unknown_to_the_cluster() {
    let settings = settings();
    let deployment = deployment(&settings, &subject(&settings), &template(), 1).body;
    let known: Deployment = serde_json::from_value(deployment.clone()).unwrap();
    assert_eq!(serde_json::to_value(known).unwrap(), deployment);
    let policy = network_policies(&settings, &subject(&settings)).body;
    let known: NetworkPolicy = serde_json::from_value(policy.clone()).unwrap();
    assert_eq!(serde_json::to_value(known).unwrap(), policy);
}

#[test]
fn the_pod_keeps_every_rule() {
    assert_eq!(broken_rules(&pod()), Vec::<&str>::new());
}

/// The server keeps the rules it makes for others.
#[test]
fn the_servers_own_pod_keeps_every_rule() {
    let text = include_str!("../../../../../deploy/kubernetes/base/deployment.yaml");
    let deployment: Value = serde_norway::from_str(text).unwrap();
    let template = &deployment["spec"]["template"];
    assert_eq!(broken_rules(&template["spec"]), Vec::<&str>::new());
    // Network policies of apps let it in by this label.
    let gateway = settings().gateway;
    assert_eq!(template["metadata"]["labels"]["app"], gateway.name);
}

/// Each control taken away is noticed.
#[rstest]
#[case("/automountServiceAccountToken", "no service-account token")]
#[case("/enableServiceLinks", "no service links")]
#[case("/securityContext/runAsNonRoot", "runs as nobody")]
#[case("/securityContext/runAsUser", "runs as nobody")]
#[case("/securityContext/seccompProfile", "seccomp")]
#[case("/containers/0/securityContext/allowPrivilegeEscalation", "no escalation")]
#[case("/containers/0/securityContext/capabilities", "no capabilities")]
#[case("/containers/0/securityContext/readOnlyRootFilesystem", "read-only root")]
#[case("/containers/0/resources/limits/memory", "limits")]
#[case("/containers/0/resources/limits/cpu", "limits")]
#[case("/volumes/3/emptyDir/sizeLimit", "sized scratch")]
fn a_control_taken_away_is_noticed(#[case] control: &str, #[case] rule: &str) {
    let mut pod = pod();
    let (parent, name) = control.rsplit_once('/').unwrap();
    let removed = pod
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .and_then(|parent| parent.remove(name));
    assert!(removed.is_some(), "the pod has {control}");
    assert!(broken_rules(&pod).contains(&rule), "{control}");
}

/// The published restricted rules (Pod Security Standards, `restricted`), and DESIGN's own beyond them.
fn broken_rules(pod: &Value) -> Vec<&'static str> {
    let container = &pod["containers"][0];
    let inside = &container["securityContext"];
    let volumes = pod["volumes"].as_array().unwrap();
    let allowed = ["name", "configMap", "secret", "emptyDir", "projected"];
    let known = |volume: &Value| {
        volume
            .as_object()
            .unwrap()
            .keys()
            .all(|key| allowed.contains(&key.as_str()))
    };
    let sized = |volume: &Value| {
        volume
            .get("emptyDir")
            .is_none_or(|dir| dir["sizeLimit"].is_string())
    };
    let limited = |what: &str| container["resources"]["limits"][what].is_string();
    let rules = [
        (
            "no service-account token",
            pod["automountServiceAccountToken"] == false,
        ),
        ("no service links", pod["enableServiceLinks"] == false),
        (
            "runs as nobody",
            pod["securityContext"]["runAsNonRoot"] == true
                && pod["securityContext"]["runAsUser"]
                    .as_u64()
                    .is_some_and(|user| user > 0),
        ),
        (
            "seccomp",
            pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault",
        ),
        ("no escalation", inside["allowPrivilegeEscalation"] == false),
        (
            "no capabilities",
            inside["capabilities"] == json!({"drop": ["ALL"]}),
        ),
        ("read-only root", inside["readOnlyRootFilesystem"] == true),
        ("limits", limited("memory") && limited("cpu")),
        ("sized scratch", volumes.iter().all(sized)),
        ("known volumes", volumes.iter().all(known)),
        (
            "no host",
            ["hostNetwork", "hostPID", "hostIPC"]
                .iter()
                .all(|host| pod.get(host).is_none()),
        ),
    ];
    rules
        .into_iter()
        .filter(|(_, kept)| !kept)
        .map(|(rule, _)| rule)
        .collect()
}

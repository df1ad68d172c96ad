//! The objects as they are applied, and that no wall around an app can be taken away unnoticed.

use std::collections::BTreeMap;
use std::sync::Arc;

use fp_contract::revision::Revision;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::networking::v1::NetworkPolicy;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::names::{Subject, ViewerSubject};
use super::super::settings::{
    GatewayService, KubernetesSettings, LimitSeconds, Resources, Routing, TenantQuota, Tls, ViewerSettings,
};
use super::*;
use crate::runtime::{Release, ViewerDatabase, ViewerSpec};
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
        viewer: ViewerSettings::default(),
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
        runner: Runner::wanted(&settings()),
    }
}

fn pod() -> Value {
    let settings = settings();
    deployment(&settings, &subject(&settings), &template(), 1).body["spec"]["template"]["spec"].clone()
}

/// A viewer of two databases.
fn viewer_values() -> viewer::Values {
    let database = |name: &str, mongo_database: &str| ViewerDatabase {
        name: name.to_owned(),
        mongo_database: mongo_database.to_owned(),
        uri: format!("mongodb://viewer:hunter2@db/{mongo_database}"),
    };
    let spec = ViewerSpec {
        owner: UserId("0".repeat(24)),
        username: "admin".to_owned(),
        password: "a password".to_owned(),
        databases: vec![
            database("Default", "user_0_default"),
            database("Notes", "user_0_1"),
        ],
    };
    viewer::values(&spec, "a signer")
}

fn viewer_deployment() -> Value {
    let settings = settings();
    let subject = ViewerSubject::new(&settings, &UserId("0".repeat(24)));
    viewer::deployment(&settings, &subject, &viewer_values(), "2026-01-01T00:00:00Z").body
}

fn viewer_pod() -> Value {
    viewer_deployment()["spec"]["template"]["spec"].clone()
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
fn a_viewers_objects() {
    let settings = settings();
    let subject = ViewerSubject::new(&settings, &UserId("0".repeat(24)));
    let mut bodies = vec![viewer_deployment()];
    let beside = viewer::beside(&settings, &subject, &viewer_values());
    bodies.extend(beside.into_iter().map(|object| object.body));
    insta::assert_json_snapshot!(bodies);
}

#[test]
fn a_viewers_plain_ingress_with_a_certificate() {
    let settings = KubernetesSettings {
        routing: Routing::Ingress {
            class: "nginx".to_owned(),
        },
        tls: Tls::Issuer("letsencrypt".to_owned()),
        ..settings()
    };
    let subject = ViewerSubject::new(&settings, &UserId("0".repeat(24)));
    let beside = viewer::beside(&settings, &subject, &viewer_values());
    let ingress = beside.into_iter().find(|object| object.kind == Kind::Ingress);
    insta::assert_json_snapshot!(ingress.unwrap().body);
}

/// D25: nobody signs in without a password, and what signs in is in the Secret alone.
#[test]
fn d25_a_viewers_deployment_holds_no_secret_and_always_asks_for_a_password() {
    let deployment = viewer_deployment();
    let text = deployment.to_string();
    for secret in ["hunter2", "a password", "a signer"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let variables = deployment["spec"]["template"]["spec"]["containers"][0]["env"].clone();
    let value = |name: &str| {
        let variables = variables.as_array().unwrap().iter();
        variables
            .clone()
            .find(|variable| variable["name"] == name)
            .unwrap()["value"]
            .clone()
    };
    assert_eq!(
        (value("ME_CONFIG_BASICAUTH"), value("ME_CONFIG_BASICAUTH_ENABLED")),
        (json!("true"), json!("true"))
    );
    assert_eq!(value("ME_CONFIG_MONGODB_ENABLE_ADMIN"), "false");
    let image = deployment["spec"]["template"]["spec"]["containers"][0]["image"].clone();
    let (_, tag) = image.as_str().unwrap().rsplit_once(':').unwrap();
    assert_ne!(tag, "latest");
}

/// Another password is another pod.
#[test]
fn another_secret_rolls_the_viewer() {
    let mut other = viewer_values();
    other.insert(viewer::PASSWORD, "another".to_owned());
    assert_ne!(viewer::hash(&other), viewer::hash(&viewer_values()));
}

#[test]
fn a_tenants_own_namespace() {
    let settings = KubernetesSettings {
        tenant_namespaces: true,
        ..settings()
    };
    let subject = subject(&settings);
    let mut objects = tenant(&settings, &subject.owner);
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
    let known: Deployment = serde_json::from_value(viewer_deployment()).unwrap();
    assert_eq!(serde_json::to_value(known).unwrap(), viewer_deployment());
    let policy = network_policies(&settings, &subject(&settings)).body;
    let known: NetworkPolicy = serde_json::from_value(policy.clone()).unwrap();
    assert_eq!(serde_json::to_value(known).unwrap(), policy);
}

fn as_deployment(template: &Template) -> Deployment {
    let settings = settings();
    serde_json::from_value(deployment(&settings, &subject(&settings), template, 1).body).unwrap()
}

#[test]
fn a_template_is_read_back_as_it_was_written() {
    assert_eq!(Template::of(&as_deployment(&template())), Some(template()));
}

/// Whatever an operator changes of pods makes new ones be another template, and none of it reaches pods of the old one.
#[rstest]
#[case(|settings: &mut KubernetesSettings| settings.image = "registry.example.org/fp-runner:2".to_owned())]
#[case(|settings: &mut KubernetesSettings| settings.resources.memory_limit = "256Mi".to_owned())]
#[case(|settings: &mut KubernetesSettings| settings.resources.scratch_limit = "1Gi".to_owned())]
#[case(|settings: &mut KubernetesSettings| settings.image_pull_policy = Some("Always".to_owned()))]
#[case(|settings: &mut KubernetesSettings| settings.image_pull_secret = None)]
#[case(|settings: &mut KubernetesSettings| settings.runtime_class = Some("gvisor".to_owned()))]
#[case(|settings: &mut KubernetesSettings| settings.limits.drain = 60)]
fn an_app_keeps_what_its_pods_were_started_with(#[case] change: fn(&mut KubernetesSettings)) {
    let mut changed = settings();
    change(&mut changed);
    let wanted = Runner::wanted(&changed);
    assert!(!template().runner.is_like(&wanted));
    let (before, after) = (
        Template::new(&release(), "", template().runner),
        Template::new(&release(), "", wanted),
    );
    assert_ne!(before.revision, after.revision);
    let kept = deployment(&changed, &subject(&changed), &template(), 1).body;
    let was = deployment(&settings(), &subject(&changed), &template(), 1).body;
    assert_eq!(kept["spec"]["template"], was["spec"]["template"]);
}

/// The cluster fills in the pull policy and writes amounts in its own way: that is no reason for other pods.
#[test]
fn what_the_cluster_makes_of_it_is_no_difference() {
    let mut settings = settings();
    settings.resources.cpu_limit = "1000m".to_owned();
    let wanted = Runner::wanted(&settings);
    let mut seen = as_deployment(&Template {
        runner: wanted.clone(),
        ..template()
    });
    let container = &mut seen
        .spec
        .as_mut()
        .unwrap()
        .template
        .spec
        .as_mut()
        .unwrap()
        .containers[0];
    container.image_pull_policy = Some("IfNotPresent".to_owned());
    let limits = container.resources.as_mut().unwrap().limits.as_mut().unwrap();
    limits.get_mut("cpu").unwrap().0 = "1".to_owned();
    // And what is applied again is what was applied: somebody else's change must not be told by it.
    assert_eq!(Template::of(&seen).unwrap().runner, wanted);
    seen.metadata.annotations = None;
    let read = Template::of(&seen).unwrap().runner;
    assert!(read != wanted && read.is_like(&wanted));
}

#[rstest]
#[case(pod())]
#[case(viewer_pod())]
fn the_pod_keeps_every_rule(#[case] pod: Value) {
    assert_eq!(broken_rules(&pod), Vec::<&str>::new());
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

/// Each control taken away is noticed, of an app's pod and of a viewer's.
#[rstest]
fn a_control_taken_away_is_noticed(
    #[values((pod(), "/volumes/3/emptyDir/sizeLimit"), (viewer_pod(), "/volumes/1/emptyDir/sizeLimit"))] pod: (Value, &str),
    #[values(
        ("/automountServiceAccountToken", "no service-account token"),
        ("/enableServiceLinks", "no service links"),
        ("/securityContext/runAsNonRoot", "runs as nobody"),
        ("/securityContext/runAsUser", "runs as nobody"),
        ("/securityContext/seccompProfile", "seccomp"),
        ("/containers/0/securityContext/allowPrivilegeEscalation", "no escalation"),
        ("/containers/0/securityContext/capabilities", "no capabilities"),
        ("/containers/0/securityContext/readOnlyRootFilesystem", "read-only root"),
        ("/containers/0/resources/limits/memory", "limits"),
        ("/containers/0/resources/limits/cpu", "limits"),
        ("", "sized scratch")
    )]
    control: (&str, &str),
) {
    let ((mut pod, scratch), (control, rule)) = (pod, control);
    let control = if control.is_empty() { scratch } else { control };
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

//! What counts as somebody else's doing.

use std::collections::HashSet;

use kube::api::DynamicObject;
use serde_json::{Value, json};

use super::super::names::{ENV_HASH, REVISION};
use super::super::objects::Object;
use super::*;

fn drift() -> (Drift, mpsc::UnboundedReceiver<Scope>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (Drift::new(sender), receiver)
}

/// A Service as the cluster tells of it after this platform applied `port`.
fn service(port: u16) -> Value {
    let labels = json!({"app": "user-fastapi-app", "app-id": "abc12345", "user-id": "u", "managed-by": "fastapi-platform"});
    let object = Object::new(
        Kind::Service,
        "app-abc12345",
        json!({"metadata": {"name": "app-abc12345", "namespace": "n", "labels": labels}, "spec": {"ports": [{"port": port}]}}),
    );
    let mut body = stamp::stamped(&object);
    body["metadata"]["uid"] = "1".into();
    body["spec"]["clusterIP"] = "10.96.0.7".into();
    body
}

fn seen(body: Value) -> Seen {
    let object: DynamicObject = serde_json::from_value(body).unwrap();
    Seen::of(Kind::Service, &object)
}

fn words(drift: &Drift) -> Vec<String> {
    let changes = drift.of(&AppId("abc12345".to_owned()));
    changes.iter().map(Change::words).collect()
}

#[test]
fn what_is_applied_anew_is_ours() {
    let (drift, mut suspects) = drift();
    drift.saw(seen(service(80)));
    drift.saw(seen(service(81)));
    assert_eq!(words(&drift), Vec::<String>::new());
    assert!(suspects.try_recv().is_err());
}

#[test]
fn what_changes_without_a_new_digest_is_somebody_elses() {
    let (drift, mut suspects) = drift();
    drift.saw(seen(service(80)));
    let mut edited = service(80);
    edited["spec"]["ports"][0]["port"] = 8080.into();
    drift.saw(seen(edited));
    assert_eq!(
        words(&drift),
        ["somebody changed spec.ports of the Service app-abc12345"]
    );
    assert_eq!(suspects.try_recv(), Ok(Scope::App(AppId("abc12345".to_owned()))));
    drift.saw(seen(service(80)));
    assert_eq!(words(&drift), Vec::<String>::new(), "it was taken back");
}

#[test]
fn a_digest_taken_away_is_noticed() {
    let (drift, _suspects) = drift();
    drift.saw(seen(service(80)));
    let mut edited = service(80);
    edited["metadata"]["annotations"] = json!({});
    drift.saw(seen(edited));
    assert_eq!(
        words(&drift),
        ["somebody changed metadata.annotations of the Service app-abc12345"]
    );
}

#[test]
fn status_and_labels_of_others_are_theirs() {
    let (drift, _suspects) = drift();
    drift.saw(seen(service(80)));
    let mut other = service(80);
    other["status"] = json!({"loadBalancer": {}});
    other["metadata"]["labels"]["team"] = "blue".into();
    other["metadata"]["annotations"]["example.org/note"] = "x".into();
    drift.saw(seen(other));
    assert_eq!(words(&drift), Vec::<String>::new());
}

#[test]
fn what_is_deleted_is_noticed_also_while_nobody_watched() {
    let (drift, _suspects) = drift();
    drift.saw(seen(service(80)));
    drift.listed(Kind::ConfigMap, &HashSet::new());
    assert_eq!(words(&drift), Vec::<String>::new());
    drift.listed(Kind::Service, &HashSet::new());
    assert_eq!(words(&drift), ["somebody deleted the Service app-abc12345"]);
    drift.saw(seen(service(80)));
    assert_eq!(words(&drift), Vec::<String>::new(), "it was made again");
}

#[test]
fn what_is_removed_on_purpose_is_no_drift() {
    let (drift, mut suspects) = drift();
    let service = seen(service(80));
    drift.saw(service.clone());
    drift.forget(&AppId("abc12345".to_owned()));
    drift.lost(&service.key);
    assert!(suspects.try_recv().is_err());
}

#[test]
fn objects_of_others_are_not_watched_over() {
    let (drift, _suspects) = drift();
    let mut theirs = service(80);
    theirs["metadata"]["annotations"] = json!({});
    drift.saw(seen(theirs.clone()));
    drift.lost(&seen(theirs).key);
    assert_eq!(words(&drift), Vec::<String>::new());
}

/// A namespace that others changed is put back with any app in it.
#[test]
fn a_tenants_namespace_is_looked_after_with_one_of_its_apps() {
    let (drift, _suspects) = drift();
    drift.saw(seen(service(80)));
    let mut deny = service(80);
    deny["metadata"]["labels"] = json!({"managed-by": "fastapi-platform"});
    deny["metadata"]["name"] = "default-deny".into();
    let deny = seen(deny);
    drift.saw(deny.clone());
    drift.lost(&deny.key);
    let app = drift.app_of(&Scope::Tenant("n".to_owned()));
    assert_eq!(app, Some(AppId("abc12345".to_owned())));
    assert_eq!(words(&drift), ["somebody deleted the Service default-deny"]);
}

/// What is put back is what this platform wrote, whoever of its servers, and not what somebody made of it.
#[test]
fn the_pods_template_is_known_as_it_was_written_last() {
    let deployment = |image: &str| {
        let amounts = json!({"cpu": "1", "memory": "1Gi"});
        let container =
            json!({"name": "runner", "image": image, "resources": {"requests": amounts, "limits": amounts}});
        let volumes = json!([{"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}}]);
        let pod = json!({"terminationGracePeriodSeconds": 9, "containers": [container], "volumes": volumes});
        let annotations = json!({REVISION: "r.1", ENV_HASH: "e"});
        let spec =
            json!({"selector": {}, "template": {"metadata": {"annotations": annotations}, "spec": pod}});
        let labels = json!({"app": "user-fastapi-app", "app-id": "abc12345"});
        let body =
            json!({"metadata": {"name": "app-abc12345", "namespace": "n", "labels": labels}, "spec": spec});
        stamp::stamped(&Object::new(Kind::Deployment, "app-abc12345", body))
    };
    let seen = |body: Value| Seen::of(Kind::Deployment, &serde_json::from_value(body).unwrap());
    let (drift, _suspects) = drift();
    let key = seen(deployment("i:1")).key;
    let image = |drift: &Drift| drift.template(&key).map(|template| template.runner.image);
    drift.saw(seen(deployment("i:1")));
    drift.saw(seen(deployment("i:2")));
    assert_eq!(image(&drift).as_deref(), Some("i:2"));
    let mut edited = deployment("i:2");
    edited["spec"]["template"]["spec"]["containers"][0]["image"] = "somebodys:1".into();
    drift.saw(seen(edited));
    assert_eq!(
        words(&drift),
        ["somebody changed spec.template of the Deployment app-abc12345"]
    );
    assert_eq!(image(&drift).as_deref(), Some("i:2"));
}

/// A deletion may be the platform's own; an edit is not.
#[test]
fn a_deletion_is_told_apart_from_an_edit() {
    let (drift, _suspects) = drift();
    let scope = Scope::App(AppId("abc12345".to_owned()));
    drift.saw(seen(service(80)));
    let mut edited = service(80);
    edited["spec"]["ports"][0]["port"] = 8080.into();
    drift.saw(seen(edited));
    assert!(!drift.is_missing_something(&scope));
    drift.lost(&seen(service(80)).key);
    assert!(drift.is_missing_something(&scope));
}

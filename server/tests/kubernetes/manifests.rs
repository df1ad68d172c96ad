//! `deploy/kubernetes`: what puts the platform into a cluster is current, and a cluster takes it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args as _, Command};
use fp_server::config::Options;
use fp_server::runtime::kubernetes::rights;
use kube::Api;
use kube::api::{DynamicObject, Patch, PatchParams};
use serde::Deserialize as _;
use serde_json::Value;

use super::bed::{Bed, resource, settings};

const OVERLAYS: [&str; 2] = ["production", "local"];
/// The namespace in the written files.
const NAMESPACE: &str = "fastapi-platform";
const HEAD: &str = "# Made by `UPDATE_DOCS=1 cargo test`: what the server calls, and nothing else. `fp-server role` prints it for\n# other settings.\n";

#[test]
fn the_written_roles_are_not_stale() {
    let shared = settings(NAMESPACE);
    compare("base/role.yaml", rights::objects(&shared).iter());
    let mut apart = settings(NAMESPACE);
    apart.tenant_namespaces = true;
    let objects = rights::objects(&apart);
    let kind = |object: &Value| object["kind"].as_str().unwrap().to_owned();
    let of_cluster = objects
        .iter()
        .filter(|object| kind(object).starts_with("Cluster"));
    compare("overlays/production/cluster-role.yaml", of_cluster);
    // In place of the one in the base.
    let role = objects.iter().filter(|object| kind(object) == "Role");
    compare("overlays/production/role.yaml", role);
}

/// `UPDATE_DOCS=1` writes it anew.
#[track_caller]
fn compare<'a>(name: &str, objects: impl Iterator<Item = &'a Value>) {
    let (path, text) = (folder().join(name), format!("{HEAD}{}", rights::yaml(objects)));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "deploy/kubernetes/{name} is stale\nhint: run the tests with UPDATE_DOCS=1"
    );
}

/// A misspelt variable would be ignored silently.
#[test]
fn every_variable_is_one_that_the_server_reads() {
    let command = Options::augment_args(Command::new("fp-server"));
    let known: BTreeSet<&str> = command
        .get_arguments()
        .filter_map(|argument| argument.get_env()?.to_str())
        .collect();
    let mut overlays = vec![listed("base", "resources")];
    overlays.extend(OVERLAYS.map(|overlay| listed(&format!("overlays/{overlay}"), "patches")));
    for object in overlays.iter().flatten() {
        let variables = object["spec"]["template"]["spec"]["containers"][0]["env"].as_array();
        let mut names: Vec<&str> = variables
            .into_iter()
            .flatten()
            .map(|variable| variable["name"].as_str().unwrap())
            .collect();
        if object["kind"] == "ConfigMap" {
            names.extend(object["data"].as_object().unwrap().keys().map(String::as_str));
        }
        for name in names {
            assert!(known.contains(name), "{name}");
        }
    }
}

/// The API server itself reads every field, and puts overlays over the base the way kustomize does.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_cluster_takes_the_base_and_every_overlay() {
    let bed = Bed::start().await;
    for object in listed("base", "resources") {
        take(&bed, object).await;
    }
    for overlay in OVERLAYS {
        let folder = format!("overlays/{overlay}");
        for object in listed(&folder, "resources") {
            take(&bed, object).await;
        }
        for patch in listed(&folder, "patches") {
            change(&bed, patch).await;
        }
    }
}

/// Applies an object for later patches, having asked first whether it would be taken as it is written.
async fn take(bed: &Bed, object: Value) {
    let object = moved(bed, &object);
    let (api, name) = place(bed, &object);
    let mut parameters = PatchParams::apply("test").force();
    parameters.dry_run = true;
    let taken = api
        .patch(&name, &parameters, &Patch::Apply(&object))
        .await
        .unwrap();
    assert_nothing_is_dropped(&object, &serde_json::to_value(taken).unwrap(), &name);
    // Nothing of it is needed in the cluster itself.
    if !object["kind"].as_str().unwrap().starts_with("Cluster") {
        parameters.dry_run = false;
        api.patch(&name, &parameters, &Patch::Apply(&object))
            .await
            .unwrap();
    }
}

async fn change(bed: &Bed, patch: Value) {
    let patch = moved(bed, &patch);
    let (api, name) = place(bed, &patch);
    let parameters = PatchParams {
        dry_run: true,
        ..PatchParams::default()
    };
    // Of a custom kind nobody knows how lists are merged: they are replaced.
    let changed = match patch["kind"].as_str() {
        Some("IngressRoute") => api.patch(&name, &parameters, &Patch::Merge(&patch)).await,
        _ => api.patch(&name, &parameters, &Patch::Strategic(&patch)).await,
    };
    assert_nothing_is_dropped(&patch, &serde_json::to_value(changed.unwrap()).unwrap(), &name);
}

/// Every field that was written is in what the API server would keep.
fn assert_nothing_is_dropped(written: &Value, kept: &Value, place: &str) {
    match (written, kept) {
        (Value::Object(written), Value::Object(_)) => {
            for (name, value) in written {
                assert_nothing_is_dropped(value, &kept[name], &format!("{place}.{name}"));
            }
        }
        (Value::Array(written), Value::Array(kept)) => {
            assert_eq!(written.len(), kept.len(), "{place}");
            for (one, other) in written.iter().zip(kept) {
                assert_nothing_is_dropped(one, other, place);
            }
        }
        _ => assert_eq!(written, kept, "{place}"),
    }
}

/// The same in the bed's namespace instead of the written one.
fn moved(bed: &Bed, object: &Value) -> Value {
    let text = object.to_string().replace(NAMESPACE, &bed.settings.namespace);
    serde_json::from_str(&text).unwrap()
}

fn place(bed: &Bed, object: &Value) -> (Api<DynamicObject>, String) {
    let resource = resource(
        object["apiVersion"].as_str().unwrap(),
        object["kind"].as_str().unwrap(),
    );
    let api = match object["metadata"]["namespace"].as_str() {
        Some(namespace) => Api::namespaced_with(bed.client.clone(), namespace, &resource),
        None => Api::all_with(bed.client.clone(), &resource),
    };
    (api, object["metadata"]["name"].as_str().unwrap().to_owned())
}

/// The objects of the files that a kustomization names under `key`.
fn listed(folder_name: &str, key: &str) -> Vec<Value> {
    let folder = folder().join(folder_name);
    let kustomization = documents(&folder.join("kustomization.yaml")).remove(0);
    let entries = kustomization[key].as_array().cloned().unwrap_or_default();
    let names = entries
        .iter()
        .map(|entry| entry["path"].as_str().or(entry.as_str()).unwrap());
    let files = names.filter(|name| Path::new(name).extension().is_some_and(|kind| kind == "yaml"));
    files.flat_map(|name| documents(&folder.join(name))).collect()
}

fn documents(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    let documents = serde_norway::Deserializer::from_str(&text);
    documents
        .map(|document| Value::deserialize(document).unwrap())
        .collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/kubernetes")
}

//! Every operation of the existing platform is there, so that its clients find what they call.

use fp_server::api;
use serde_json::Value;

/// The operations of the existing platform by path, with the names of parameters left out.
const OPERATIONS: &[(&str, &str)] = &[
    ("GET", "/"),
    ("GET", "/health"),
    ("POST", "/api/auth/signup"),
    ("POST", "/api/auth/login"),
    ("GET", "/api/auth/me"),
    ("GET", "/api/apps"),
    ("POST", "/api/apps"),
    ("GET", "/api/apps/{}"),
    ("PUT", "/api/apps/{}"),
    ("DELETE", "/api/apps/{}"),
    ("POST", "/api/apps/{}/clone"),
    ("PUT", "/api/apps/{}/draft"),
    ("GET", "/api/apps/{}/status"),
    ("GET", "/api/apps/{}/deploy-status"),
    ("POST", "/api/apps/validate"),
    ("POST", "/api/apps/{}/validate"),
    ("POST", "/api/apps/{}/activity"),
    ("GET", "/api/apps/{}/logs"),
    ("GET", "/api/apps/{}/events"),
    ("POST", "/api/apps/{}/proxy"),
    ("GET", "/api/apps/{}/versions"),
    ("POST", "/api/apps/{}/rollback/{}"),
    ("GET", "/api/apps/{}/metrics"),
    ("GET", "/api/apps/{}/errors"),
    ("GET", "/api/apps/{}/health-status"),
    ("GET", "/api/apps/{}/requests"),
    ("GET", "/api/apps/{}/logs/stream"),
    ("POST", "/api/viewer"),
    ("POST", "/api/viewer/rotate"),
    ("GET", "/api/database/stats"),
    ("GET", "/api/databases"),
    ("POST", "/api/databases"),
    ("GET", "/api/databases/{}"),
    ("PATCH", "/api/databases/{}"),
    ("DELETE", "/api/databases/{}"),
    ("GET", "/api/databases/{}/collections"),
    ("GET", "/api/databases/{}/{}/documents"),
    ("POST", "/api/databases/viewer"),
    ("POST", "/api/databases/{}/viewer"),
    ("GET", "/api/templates"),
    ("GET", "/api/templates/{}"),
    ("POST", "/api/templates"),
    ("PUT", "/api/templates/{}"),
    ("DELETE", "/api/templates/{}"),
    ("POST", "/api/templates/{}/hide"),
    ("POST", "/api/templates/{}/unhide"),
    ("GET", "/api/admin/settings"),
    ("PUT", "/api/admin/settings"),
    ("GET", "/api/admin/users"),
    ("POST", "/api/admin/users"),
    ("PATCH", "/api/admin/users/{}/admin"),
    ("DELETE", "/api/admin/users/{}"),
    ("GET", "/api/admin/stats"),
    ("GET", "/api/admin/templates"),
    ("PUT", "/api/admin/templates/{}"),
    ("DELETE", "/api/admin/templates/{}"),
];

#[test]
fn every_operation_of_the_existing_platform_is_described() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let described = described(&document);
    let missing: Vec<_> = OPERATIONS
        .iter()
        .filter(|(method, path)| !described.contains(&format!("{method} {path}")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn described(document: &Value) -> Vec<String> {
    let paths = document["paths"].as_object().unwrap().iter();
    let operations = paths.flat_map(|(path, item)| {
        let path = without_names(path);
        let methods = item.as_object().unwrap().keys();
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    operations.collect()
}

fn without_names(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn every_operation_is_described_in_full() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut names = Vec::new();
    let tags: Vec<_> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| &tag["name"])
        .collect();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{method} {path}");
            assert!(operation["summary"].is_string(), "{name} has no summary");
            assert!(
                tags.contains(&&operation["tags"][0]),
                "{name}: {}",
                operation["tags"]
            );
            let answers = operation["responses"].as_object().unwrap();
            assert!(
                answers.contains_key("200") || answers.contains_key("101"),
                "{name}"
            );
            assert!(answers.contains_key("500"), "{name}");
            names.push(operation["operationId"].as_str().unwrap().to_owned());
        }
    }
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "two operations share a name");
}

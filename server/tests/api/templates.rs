//! Templates over the API: starter apps, and what users keep of their own.

use axum::http::StatusCode;
use fp_contract::template::{TemplateAdminUpdate, TemplateUpdate};
use fp_server::platform::Platform;
use fp_server::platform::audit::Actor;
use fp_server::platform::templates::{self, BuiltIn};
use serde_json::{Value, json};

use super::bed::{BROKEN, Bed, Client, GOOD, redacted};

fn mine(name: &str) -> Value {
    json!({"name": name, "description": "What I begin with.", "code": GOOD, "tags": ["mine"]})
}

async fn ids(client: &Client, path: &str) -> Vec<String> {
    let list = client.get(path).await.expect(StatusCode::OK);
    let templates = list.as_array().unwrap().iter();
    templates
        .map(|template| template["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn created(client: &Client, name: &str) -> String {
    let template = client
        .post("/api/templates", mine(name))
        .await
        .expect(StatusCode::OK);
    template["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn starter_apps_are_listed_and_read() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    assert!(ids(&ada, "/api/templates").await.len() >= 12);
    let mut hello = ada.get("/api/templates/hello-api").await.expect(StatusCode::OK);
    hello["code"] = json!("[code]");
    hello["id"] = json!("hello-api");
    insta::assert_json_snapshot!(redacted(hello));
    let unknown = ada
        .get("/api/templates/nothing")
        .await
        .expect(StatusCode::NOT_FOUND);
    assert_eq!(unknown["detail"], "template not found");
}

#[tokio::test]
async fn a_template_of_ones_own_is_kept_changed_and_removed() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let template = ada
        .post("/api/templates", mine("Mine"))
        .await
        .expect(StatusCode::OK);
    let path = format!("/api/templates/{}", template["id"].as_str().unwrap());
    assert_eq!(
        (
            &template["framework"],
            &template["is_global"],
            &template["entrypoint"]
        ),
        (&json!("fastapi"), &json!(false), &json!("app.py"))
    );
    let change = json!({"name": "Ours", "code": format!("{GOOD}# changed\n")});
    ada.put(&path, change).await.expect(StatusCode::OK);
    let read = ada.get(&path).await.expect(StatusCode::OK);
    assert_eq!(read["name"], "Ours");
    assert_eq!(read["description"], "What I begin with.");
    assert!(read["code"].as_str().unwrap().ends_with("# changed\n"));
    let list = ids(&ada, "/api/templates").await;
    assert_eq!(list.last().unwrap(), read["id"].as_str().unwrap());
    let deleted = ada.delete(&path).await.expect(StatusCode::OK);
    assert_eq!(deleted, json!({"success": true, "deleted_id": read["id"]}));
    ada.get(&path).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_in_words() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let own = created(&ada, "Mine").await;
    let mut two_files = mine("Two");
    two_files["mode"] = json!("multi");
    let mut broken = mine("Broken");
    broken["code"] = json!(BROKEN);
    for (request, kind, words) in [
        (mine("mine"), "DUPLICATE_NAME", "another template has this name"),
        (mine("  "), "INVALID_TEMPLATE", "a name has"),
        (two_files, "INVALID_TEMPLATE", "a multi-file template needs files"),
        (broken, "INVALID_TEMPLATE", "Invalid template code: "),
    ] {
        let body = ada
            .post("/api/templates", request)
            .await
            .expect(StatusCode::BAD_REQUEST);
        assert_eq!(body["type"], format!("/docs/errors#{kind}"));
        assert!(body["detail"].as_str().unwrap().starts_with(words), "{body}");
    }
    let path = format!("/api/templates/{own}");
    let body = ada.put(&path, json!({})).await.expect(StatusCode::BAD_REQUEST);
    assert_eq!(body["type"], "/docs/errors#NO_FIELDS");
    ada.put(&path, json!({"files": {"app.py": GOOD}}))
        .await
        .expect(StatusCode::BAD_REQUEST);
    ada.put(&path, json!({"code": BROKEN}))
        .await
        .expect(StatusCode::BAD_REQUEST);
    assert_eq!(ada.get(&path).await.expect(StatusCode::OK)["code"], GOOD);
}

#[tokio::test]
async fn what_is_not_ones_own_cannot_be_changed() {
    let bed = Bed::new().await;
    let (ada, eve) = (bed.signed_up("ada").await, bed.signed_up("eve").await);
    let own = created(&ada, "Mine").await;
    for path in [
        format!("/api/templates/{own}"),
        "/api/templates/hello-api".to_owned(),
    ] {
        eve.put(&path, json!({"name": "Taken over"}))
            .await
            .expect(StatusCode::FORBIDDEN);
        eve.delete(&path).await.expect(StatusCode::FORBIDDEN);
    }
    eve.get(&format!("/api/templates/{own}"))
        .await
        .expect(StatusCode::FORBIDDEN);
    assert!(!ids(&eve, "/api/templates").await.contains(&own));
    created(&eve, "Mine").await;
}

#[tokio::test]
async fn d34_nobody_keeps_more_templates_than_the_quota_allows() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let user = bed.platform.store.user_by_name("ada").await.unwrap().unwrap();
    let quota = fp_contract::quota::Quota {
        templates: Some(2),
        ..Default::default()
    };
    let change = fp_server::store::UserChange {
        quota: Some(Some(quota)),
        ..Default::default()
    };
    bed.platform.store.change_user(&user.id, &change).await.unwrap();
    let requests = ["a", "b", "c", "d"].map(|name| ada.post("/api/templates", mine(name)));
    let answers = futures_util::future::join_all(requests).await;
    let made = answers
        .iter()
        .filter(|answer| answer.status == StatusCode::OK)
        .count();
    assert_eq!(made, 2);
    let refused = ada
        .post("/api/templates", mine("e"))
        .await
        .expect(StatusCode::BAD_REQUEST);
    assert_eq!(refused["type"], "/docs/errors#LIMIT_REACHED");
}

#[tokio::test]
async fn d30_a_hidden_template_is_found_again() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let all = ids(&ada, "/api/templates").await;
    let hide = "/api/templates/hello-api/hide";
    for _ in 0..2 {
        ada.post(hide, json!({})).await.expect(StatusCode::OK);
    }
    assert_eq!(ids(&ada, "/api/templates").await.len(), all.len() - 1);
    assert_eq!(ids(&ada, "/api/templates?hidden=true").await, ["hello-api"]);
    for _ in 0..2 {
        ada.post("/api/templates/hello-api/unhide", json!({}))
            .await
            .expect(StatusCode::OK);
    }
    assert_eq!(ids(&ada, "/api/templates").await, all);
    ada.post("/api/templates/nothing/hide", json!({}))
        .await
        .expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn d30_an_operators_edit_of_a_built_in_template_outlives_a_restart() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let before = ids(&ada, "/api/templates").await;
    let change = TemplateAdminUpdate {
        change: TemplateUpdate {
            description: Some("In the operator's words.".to_owned()),
            ..TemplateUpdate::default()
        },
        is_hidden: None,
    };
    templates::update_any(&bed.platform, &Actor::default(), "hello-api", change)
        .await
        .unwrap();
    templates::delete_any(&bed.platform, &Actor::default(), "snip")
        .await
        .unwrap();
    let restarted = Platform {
        templates: BuiltIn::load(None),
        ..bed.platform.clone()
    };
    let edited = templates::shared(&restarted).await.unwrap();
    let hello = edited.iter().find(|template| template.id == "hello-api").unwrap();
    assert_eq!(hello.description, "In the operator's words.");
    assert!(edited.iter().all(|template| template.id != "snip"));
    let after = ids(&ada, "/api/templates").await;
    let expected: Vec<_> = before.into_iter().filter(|id| id != "snip").collect();
    assert_eq!(after, expected);
    ada.get("/api/templates/snip").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_an_operator_hides_users_do_not_see() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let hidden = TemplateAdminUpdate {
        change: TemplateUpdate::default(),
        is_hidden: Some(true),
    };
    templates::update_any(&bed.platform, &Actor::default(), "hello-api", hidden)
        .await
        .unwrap();
    for path in ["/api/templates", "/api/templates?hidden=true"] {
        assert!(!ids(&ada, path).await.contains(&"hello-api".to_owned()));
    }
    let all = templates::list_all(&bed.platform).await.unwrap();
    assert!(
        all.iter()
            .any(|template| template.id == "hello-api" && template.is_hidden)
    );
    let taken = TemplateAdminUpdate {
        change: TemplateUpdate {
            name: Some("HELLO PAGE".to_owned()),
            ..TemplateUpdate::default()
        },
        is_hidden: None,
    };
    assert!(
        templates::update_any(&bed.platform, &Actor::default(), "hello-api", taken)
            .await
            .is_err()
    );
}

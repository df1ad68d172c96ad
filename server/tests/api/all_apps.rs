//! Apps in parts, and everybody's apps for operators.

use axum::http::StatusCode;
use fp_server::store::{AuditFilter, Page, UserChange, UserId};
use serde_json::{Value, json};

use super::bed::{Bed, Client, GOOD};

/// Follows the links from part to part; answers with the identifiers in order.
async fn all_parts(client: &Client, first: &str) -> Vec<String> {
    let (mut seen, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(address) = next {
        let answer = client.get(&address).await;
        next = answer.headers.get("link").map(|link| {
            let (target, _) = link.to_str().unwrap().split_once(">; ").unwrap();
            target[1..].to_owned()
        });
        let items = answer.expect(StatusCode::OK);
        seen.extend(identifiers(&items));
    }
    seen
}

fn identifiers(apps: &Value) -> Vec<String> {
    let apps = apps.as_array().unwrap().iter();
    apps.map(|app| app["app_id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn apps_come_whole_or_in_parts() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(ada.draft(GOOD).await);
    }
    let whole = ada.get("/api/apps").await;
    assert!(whole.headers.get("link").is_none());
    assert_eq!(identifiers(&whole.expect(StatusCode::OK)), made);
    assert_eq!(all_parts(&ada, "/api/apps?limit=2").await, made);
    // An app that was deleted meanwhile still has a place.
    ada.delete(&format!("/api/apps/{}", made[1]))
        .await
        .expect(StatusCode::OK);
    let rest = ada
        .get(&format!("/api/apps?limit=10&after={}", made[1]))
        .await
        .expect(StatusCode::OK);
    assert_eq!(identifiers(&rest), made[2..]);
    for query in ["limit=0", "limit=101", "limit=x"] {
        ada.get(&format!("/api/apps?{query}"))
            .await
            .expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let unknown = ada.get("/api/apps?after=nothing1").await;
    assert_eq!(unknown.refusal(StatusCode::BAD_REQUEST).0, "INVALID_REQUEST");
}

async fn operator(bed: &Bed, name: &str) -> (Client, UserId) {
    let client = bed.signed_up(name).await;
    let me = client.get("/api/auth/me").await.expect(StatusCode::OK);
    let user = UserId(me["id"].as_str().unwrap().to_owned());
    let change = UserChange {
        is_admin: Some(true),
        ..UserChange::default()
    };
    bed.platform.store.change_user(&user, &change).await.unwrap();
    (client, user)
}

#[tokio::test]
async fn an_operator_sees_everybodys_apps() {
    let bed = Bed::new().await;
    let (root, _) = operator(&bed, "root").await;
    let (ada, eve) = (bed.signed_up("ada").await, bed.signed_up("eve").await);
    let mut made = Vec::new();
    for client in [&ada, &eve, &ada] {
        made.insert(0, client.draft(GOOD).await);
    }
    assert_eq!(all_parts(&root, "/api/admin/apps?limit=2").await, made);
    let of_eve = root.get("/api/admin/apps?text=EVE").await.expect(StatusCode::OK);
    assert_eq!(identifiers(&of_eve), [made[1].clone()]);
    assert_eq!(of_eve[0]["owner"]["username"], "eve");
    let id = of_eve[0]["owner"]["id"].as_str().unwrap();
    let by_user = root
        .get(&format!("/api/admin/apps?user={id}&status=deploying"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(identifiers(&by_user), [made[1].clone()]);
    eve.delete(&format!("/api/apps/{}", made[1]))
        .await
        .expect(StatusCode::OK);
    let deleted = root
        .get("/api/admin/apps?status=deleted")
        .await
        .expect(StatusCode::OK);
    assert_eq!(identifiers(&deleted), [made[1].clone()]);
    let refused = ada.get("/api/admin/apps").await;
    assert_eq!(refused.refusal(StatusCode::FORBIDDEN).0, "ADMIN_REQUIRED");
}

#[tokio::test]
async fn what_an_operator_does_with_an_app_is_audited() {
    let bed = Bed::new().await;
    let (root, user) = operator(&bed, "root").await;
    let ada = bed.signed_up("ada").await;
    let request = json!({"name": "demo", "code": GOOD, "deploy": false, "env_vars": {"KEY": "hers alone"}});
    let app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
    let id = app["app_id"].as_str().unwrap();
    let path = format!("/api/admin/apps/{id}");
    let detail = root.get(&path).await.expect(StatusCode::OK);
    assert_eq!(
        (detail["code"].as_str(), &detail["env_vars"]),
        (Some(GOOD), &json!(null))
    );
    root.get(&format!("{path}/logs")).await.expect(StatusCode::OK);
    let stopped = root
        .send("POST", &format!("{path}/stop"), "".into())
        .await
        .expect(StatusCode::OK);
    assert_eq!(stopped["condition"], "stopped");
    for (method, rest) in [("GET", ""), ("GET", "/logs"), ("POST", "/stop")] {
        let refused = ada.send(method, &format!("{path}{rest}"), "".into()).await;
        assert_eq!(refused.refusal(StatusCode::FORBIDDEN).0, "ADMIN_REQUIRED");
        root.send(method, &format!("/api/admin/apps/nothing1{rest}"), "".into())
            .await
            .expect(StatusCode::NOT_FOUND);
    }
    let filter = AuditFilter {
        target: Some(id.to_owned()),
        ..AuditFilter::default()
    };
    let page = Page {
        after: None,
        limit: 10,
    };
    let entries = bed.platform.store.audit(&filter, &page).await.unwrap();
    let acts: Vec<_> = entries
        .iter()
        .map(|entry| (entry.action.as_str(), entry.actor.as_ref()))
        .collect();
    assert_eq!(
        acts,
        [
            ("app.stop", Some(&user.0)),
            ("app.read_logs", Some(&user.0)),
            ("app.read", Some(&user.0))
        ]
    );
}

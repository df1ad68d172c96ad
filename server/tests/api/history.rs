//! What was live before: versions, revisions, their labels and differences, and going back.

use axum::http::StatusCode;
use fp_server::store::DeploymentEnd;
use serde_json::{Value, json};

use super::bed::{Bed, Client, GOOD};

/// An app with one file whose text differs from other numbers'.
fn code(number: u32) -> String {
    format!("{GOOD}# {number}\n")
}

/// Lets the newest deployment of the app go live.
async fn go_live(bed: &Bed, app: &Value) -> String {
    let latest = &app["latest_deployment"];
    let end = bed
        .platform
        .store
        .end_deployment(latest["id"].as_str().unwrap(), &DeploymentEnd::Live)
        .await;
    end.unwrap();
    latest["revision"].as_str().unwrap().to_owned()
}

/// A user with an app that had these codes live, one after the other; answers with its path and its revisions.
async fn with_history(bed: &Bed, numbers: &[u32]) -> (Client, String, Vec<String>) {
    let ada = bed.signed_up("ada").await;
    let request = json!({"name": "demo", "code": code(numbers[0])});
    let mut app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
    let path = format!("/api/apps/{}", app["app_id"].as_str().unwrap());
    let mut revisions = vec![go_live(bed, &app).await];
    for number in &numbers[1..] {
        app = ada
            .put(&path, json!({"code": code(*number)}))
            .await
            .expect(StatusCode::OK);
        revisions.push(go_live(bed, &app).await);
    }
    (ada, path, revisions)
}

async fn deployed_files(bed: &Bed, app: &Value) -> Value {
    let revision = app["latest_deployment"]["revision"].as_str().unwrap();
    let revision = bed.platform.store.revision(revision).await.unwrap().unwrap();
    serde_json::to_value(revision).unwrap()
}

#[tokio::test]
async fn versions_are_those_that_were_live_before_newest_first() {
    let bed = Bed::new().await;
    let numbers: Vec<u32> = (0..13).collect();
    let (ada, path, revisions) = with_history(&bed, &numbers).await;
    let list = ada.get(&format!("{path}/versions")).await.expect(StatusCode::OK);
    let versions = list["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 10);
    assert_eq!(
        (versions[0]["code"].as_str(), versions[0]["revision"].as_str()),
        (Some(code(11).as_str()), Some(revisions[11].as_str()))
    );
    assert_eq!(versions[9]["code"], code(2));
    let hashes = [&versions[0]["code_hash"], &list["current_deployed_hash"]];
    assert!(hashes.iter().all(|hash| hash.as_str().unwrap().len() == 16));
    assert_ne!(hashes[0], hashes[1]);
}

#[tokio::test]
async fn a_failed_deployment_is_no_version() {
    let bed = Bed::new().await;
    let (ada, path, _) = with_history(&bed, &[1]).await;
    ada.put(&path, json!({"code": code(2)}))
        .await
        .expect(StatusCode::OK);
    let list = ada.get(&format!("{path}/versions")).await.expect(StatusCode::OK);
    assert_eq!(list["versions"], json!([]));
}

#[tokio::test]
async fn d35_a_rollback_brings_a_whole_revision_back() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let files = json!({"main.py": GOOD, "other.py": ""});
    let request = json!({"name": "demo", "files": files, "entrypoint": "main.py", "env_vars": {"A": "1"}});
    let app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
    let path = format!("/api/apps/{}", app["app_id"].as_str().unwrap());
    let first = go_live(&bed, &app).await;
    let update = json!({"files": {"app.py": GOOD}, "entrypoint": "app.py", "database_id": "default"});
    go_live(&bed, &ada.put(&path, update).await.expect(StatusCode::OK)).await;

    let app = ada
        .send("POST", &format!("{path}/rollback/0"), "".into())
        .await
        .expect(StatusCode::OK);

    let revision = deployed_files(&bed, &app).await;
    assert_eq!(
        (
            &revision["files"],
            &revision["entrypoint"],
            &revision["database_id"]
        ),
        (&files, &json!("main.py"), &json!(null))
    );
    assert_eq!(app["latest_deployment"]["revision"], first);
    let detail = ada.get(&path).await.expect(StatusCode::OK);
    assert_eq!(
        (&detail["files"], &detail["entrypoint"], &detail["database_id"]),
        (&files, &json!("main.py"), &json!(null))
    );
}

#[tokio::test]
async fn d35_a_revision_is_deployed_by_its_name_whatever_was_deployed_meanwhile() {
    let bed = Bed::new().await;
    let (ada, path, revisions) = with_history(&bed, &[1, 2]).await;
    let app = ada
        .put(&path, json!({"code": code(3)}))
        .await
        .expect(StatusCode::OK);
    go_live(&bed, &app).await;
    let deploy = format!("{path}/revisions/{}/deploy", revisions[0]);
    let reply = ada.send("POST", &deploy, "".into()).await.expect(StatusCode::OK);
    assert_eq!(reply["deployment"]["revision"], revisions[0]);
    assert_eq!(reply["missing_env"], json!([]));
    assert_eq!(
        ada.get(&path).await.expect(StatusCode::OK)["code"],
        code(1),
        "an unchanged draft follows"
    );
}

#[tokio::test]
async fn an_edit_that_was_never_deployed_survives_a_rollback() {
    let bed = Bed::new().await;
    let (ada, path, revisions) = with_history(&bed, &[1, 2]).await;
    let edit = json!({"code": "unfinished = (", "validate": false});
    ada.put(&format!("{path}/draft"), edit)
        .await
        .expect(StatusCode::OK);
    let app = ada
        .send("POST", &format!("{path}/rollback/0"), "".into())
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (
            app["latest_deployment"]["revision"].as_str(),
            app["has_unpublished_changes"].as_bool()
        ),
        (Some(revisions[0].as_str()), Some(true))
    );
    assert_eq!(
        ada.get(&path).await.expect(StatusCode::OK)["code"],
        "unfinished = ("
    );
}

#[tokio::test]
async fn variables_a_revision_had_and_the_app_lacks_are_named() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let request = json!({"name": "demo", "code": GOOD, "env_vars": {"A": "1", "B": "2"}});
    let app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
    let path = format!("/api/apps/{}", app["app_id"].as_str().unwrap());
    let first = go_live(&bed, &app).await;
    let update = json!({"env_vars": {"A": "1"}});
    go_live(&bed, &ada.put(&path, update).await.expect(StatusCode::OK)).await;
    let reply = ada
        .send("POST", &format!("{path}/revisions/{first}/deploy"), "".into())
        .await
        .expect(StatusCode::OK);
    assert_eq!(reply["missing_env"], json!(["B"]));
}

#[tokio::test]
async fn a_version_that_is_not_there_is_refused() {
    let bed = Bed::new().await;
    let (ada, path, _) = with_history(&bed, &[1, 2]).await;
    for index in ["1", "-1", "99999999999"] {
        let answer = ada
            .send("POST", &format!("{path}/rollback/{index}"), "".into())
            .await;
        assert_eq!(
            answer.refusal(StatusCode::BAD_REQUEST).0,
            "INVALID_VERSION",
            "{index}"
        );
    }
    ada.send("POST", &format!("{path}/rollback/first"), "".into())
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    for revision in ["nothing", &"0".repeat(64)] {
        ada.send("POST", &format!("{path}/revisions/{revision}/deploy"), "".into())
            .await
            .expect(StatusCode::NOT_FOUND);
        ada.get(&format!("{path}/revisions/{revision}"))
            .await
            .expect(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn revisions_are_listed_read_labelled_and_compared() {
    let bed = Bed::new().await;
    let (ada, path, revisions) = with_history(&bed, &[1, 2]).await;
    let me = ada.get("/api/auth/me").await.expect(StatusCode::OK);
    let label = format!("{path}/revisions/{}/label", revisions[0]);
    ada.put(&label, json!({"label": " first light "}))
        .await
        .expect(StatusCode::OK);
    let list = ada.get(&format!("{path}/revisions")).await.expect(StatusCode::OK);
    let listed = list["revisions"].as_array().unwrap();
    assert_eq!(
        listed
            .iter()
            .map(|each| (
                each["revision"].as_str().unwrap(),
                each["live"].as_bool().unwrap(),
                each["label"].as_str()
            ))
            .collect::<Vec<_>>(),
        [
            (revisions[1].as_str(), true, None),
            (revisions[0].as_str(), false, Some("first light"))
        ]
    );
    assert_eq!(listed[0]["author"], me["id"]);
    let detail = ada
        .get(&format!("{path}/revisions/{}", revisions[0]))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&detail["files"], &detail["label"]),
        (&json!({"app.py": code(1)}), &json!("first light"))
    );
    ada.put(&label, json!({"label": null}))
        .await
        .expect(StatusCode::OK);
    let detail = ada
        .get(&format!("{path}/revisions/{}", revisions[0]))
        .await
        .expect(StatusCode::OK);
    assert_eq!(detail["label"], json!(null));

    let edit = json!({"files": {"app.py": code(3), "style.css": "b {}\n"}});
    ada.put(&format!("{path}/draft"), edit)
        .await
        .expect(StatusCode::OK);
    let diff = ada
        .get(&format!("{path}/revisions/{}/diff/draft", revisions[0]))
        .await
        .expect(StatusCode::OK);
    let texts: Vec<_> = diff["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            format!(
                "{} {}\n{}",
                file["path"],
                file["change"],
                file["diff"].as_str().unwrap()
            )
        })
        .collect();
    insta::assert_snapshot!(texts.join("\n"));
}

#[tokio::test]
async fn lists_come_in_parts() {
    let bed = Bed::new().await;
    let (ada, path, revisions) = with_history(&bed, &[1, 2, 3]).await;
    for (list, field, id) in [
        ("revisions", "revisions", "revision"),
        ("deployments", "deployments", "id"),
    ] {
        let mut seen = Vec::new();
        let mut next = Some(format!("{path}/{list}?limit=2"));
        while let Some(address) = next {
            let answer = ada.get(&address).await;
            next = answer.headers.get("link").map(|link| {
                let link = link.to_str().unwrap();
                let (target, relation) = link.split_once(">; ").unwrap();
                assert_eq!(relation, "rel=\"next\"");
                target[1..].to_owned()
            });
            let body = answer.expect(StatusCode::OK);
            let items = body[field].as_array().unwrap().clone();
            assert!(items.len() <= 2);
            seen.extend(
                items
                    .into_iter()
                    .map(|item| item[id].as_str().unwrap().to_owned()),
            );
        }
        assert_eq!(seen.len(), 3, "{list}");
        if list == "revisions" {
            assert_eq!(seen, revisions.iter().rev().cloned().collect::<Vec<_>>());
        }
        for limit in ["0", "101", "-1", "many"] {
            ada.get(&format!("{path}/{list}?limit={limit}"))
                .await
                .expect(StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
}

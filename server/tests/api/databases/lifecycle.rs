//! Databases are listed, made, renamed, rotated and dropped for real.

use axum::http::StatusCode;
use fp_server::platform::databases;
use fp_server::store::{DatabaseChange, DatabaseState, UserId};
use mongodb::bson::doc;
use serde_json::{Value, json};

use super::{as_app, create, id_of, logins_on_server, names_on_server, server, uri};
use crate::api::bed::{Bed, Client};

async fn patch(client: &Client, id: &str, body: Value) -> crate::api::bed::Answer {
    client
        .send("PATCH", &format!("/api/databases/{id}"), body.to_string().into())
        .await
}

#[tokio::test]
async fn everybody_has_a_default_database_in_the_shape_of_the_old_platform() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    let user = id_of(&ada).await;

    let list = ada.get("/api/databases").await.expect(StatusCode::OK);

    assert_eq!(
        (&list["default_database_id"], &list["available"]),
        (&json!("default"), &json!(true))
    );
    assert_eq!(list["total_size_mb"], json!(0.0));
    let default = &list["databases"][0];
    for (field, value) in [
        ("id", json!("default")),
        ("is_default", json!(true)),
        ("mongo_database", json!(format!("user_{user}_default"))),
        ("description", Value::Null),
        ("total_collections", json!(0)),
        ("total_documents", json!(0)),
        ("total_size_mb", json!(0.0)),
    ] {
        assert_eq!(default[field], value, "{field}");
    }
    assert_eq!(list["databases"].as_array().unwrap().len(), 1);
    assert_eq!(
        logins_on_server(&format!("user_{user}")).await,
        [""; 0],
        "a look makes no login"
    );
}

#[tokio::test]
async fn a_database_is_made_renamed_and_its_name_is_ones_own_once() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let (ada, eve) = (bed.signed_up("ada").await, bed.signed_up("eve").await);
    let id = create(&ada, "Notes").await;
    assert_eq!(
        (id.len(), id.chars().all(|digit| digit.is_ascii_hexdigit())),
        (8, true)
    );
    let read = ada
        .get(&format!("/api/databases/{id}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&read["state"], &read["is_default"]),
        (&json!("ready"), &json!(false))
    );

    let again = ada.post("/api/databases", json!({"name": "nOTES"})).await;
    assert_eq!(again.refusal(StatusCode::BAD_REQUEST).0, "DUPLICATE_NAME");
    create(&eve, "Notes").await;
    let renamed = patch(&ada, &id, json!({"name": "Diary", "description": "mine"}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&renamed["name"], &renamed["description"]),
        (&json!("Diary"), &json!("mine"))
    );
    let taken = patch(&ada, &id, json!({"name": "default"})).await;
    assert_eq!(taken.refusal(StatusCode::BAD_REQUEST).0, "DUPLICATE_NAME");

    let foreign = eve.get(&format!("/api/databases/{id}")).await;
    assert_eq!(foreign.refusal(StatusCode::NOT_FOUND).0, "NOT_FOUND");
    let nothing = ada.get("/api/databases/%24where").await;
    assert_eq!(nothing.refusal(StatusCode::NOT_FOUND).0, "NOT_FOUND");
}

#[tokio::test]
async fn there_are_at_most_ten() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    for number in 1..10 {
        create(&ada, &format!("number {number}")).await;
    }
    let more = ada.post("/api/databases", json!({"name": "one more"})).await;
    assert_eq!(more.refusal(StatusCode::BAD_REQUEST).0, "LIMIT_REACHED");
}

#[tokio::test]
async fn d26_a_first_database_is_not_silently_the_default_one() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    let id = create(&ada, "first").await;
    let list = ada.get("/api/databases").await.expect(StatusCode::OK);
    assert_eq!(list["default_database_id"], "default");

    let made = patch(&ada, &id, json!({"is_default": true}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(made["is_default"], true);
    let list = ada.get("/api/databases").await.expect(StatusCode::OK);
    assert_eq!(list["default_database_id"], json!(id));
    patch(&ada, &id, json!({"is_default": false}))
        .await
        .expect(StatusCode::OK);
    let list = ada.get("/api/databases").await.expect(StatusCode::OK);
    assert_eq!(list["default_database_id"], json!(id), "only true acts");
}

#[tokio::test]
async fn d09_a_deleted_database_is_gone_from_the_server() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    let id = create(&ada, "doomed").await;
    let name = format!("user_{}_{id}", id_of(&ada).await);
    let uri = uri(&ada, &id).await;
    as_app(&uri)
        .await
        .collection("notes")
        .insert_one(doc! {"text": "secret"})
        .await
        .unwrap();
    assert_eq!(names_on_server(&name).await, std::slice::from_ref(&name));

    let path = format!("/api/databases/{id}");
    let done = ada.delete(&path).await.expect(StatusCode::OK);

    assert_eq!(done, json!({"success": true, "message": "Database deleted"}));
    assert_eq!(
        (names_on_server(&name).await, logins_on_server(&name).await),
        (vec![], vec![])
    );
    assert_eq!(
        ada.delete(&path).await.refusal(StatusCode::NOT_FOUND).0,
        "NOT_FOUND"
    );
    assert!(as_app(&uri).await.list_collection_names().await.is_err());
}

#[tokio::test]
async fn the_default_one_and_one_in_use_stay() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    assert_eq!(
        ada.delete("/api/databases/default")
            .await
            .refusal(StatusCode::BAD_REQUEST)
            .0,
        "CANNOT_DELETE"
    );
    let id = create(&ada, "used").await;
    assert_eq!(
        ada.delete("/api/databases/default")
            .await
            .refusal(StatusCode::BAD_REQUEST)
            .0,
        "CANNOT_DELETE"
    );
    let app = json!({"name": "reader", "code": crate::api::bed::GOOD, "deploy": false, "database_id": id});
    ada.post("/api/apps", app).await.expect(StatusCode::OK);
    let (code, message) = ada
        .delete(&format!("/api/databases/{id}"))
        .await
        .refusal(StatusCode::BAD_REQUEST);
    assert!(
        code == "DATABASE_IN_USE" && message.contains("reader"),
        "{message}"
    );
    let unknown =
        json!({"name": "x", "code": crate::api::bed::GOOD, "deploy": false, "database_id": "00000000"});
    assert_eq!(
        ada.post("/api/apps", unknown)
            .await
            .refusal(StatusCode::BAD_REQUEST)
            .0,
        "INVALID_DATABASE"
    );
}

#[tokio::test]
async fn a_rotated_password_replaces_the_old_one() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    let id = create(&ada, "rotated").await;
    let old = uri(&ada, &id).await;
    as_app(&old)
        .await
        .collection("notes")
        .insert_one(doc! {"text": "kept"})
        .await
        .unwrap();

    let rotated = ada
        .post(&format!("/api/databases/{id}/rotate"), Value::Null)
        .await
        .expect(StatusCode::OK);

    assert_eq!(
        (&rotated["success"], &rotated["restarted_apps"]),
        (&json!(true), &json!([]))
    );
    let new = uri(&ada, &id).await;
    assert_ne!(old, new);
    assert_eq!(
        as_app(&new).await.list_collection_names().await.unwrap(),
        ["notes"]
    );
    assert!(as_app(&old).await.list_collection_names().await.is_err());
}

#[tokio::test]
async fn d17_nothing_of_a_user_is_left_after_all_is_dropped() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    let user = id_of(&ada).await;
    for id in ["default".to_owned(), create(&ada, "second").await] {
        let uri = uri(&ada, &id).await;
        as_app(&uri)
            .await
            .collection("notes")
            .insert_one(doc! {"text": "secret"})
            .await
            .unwrap();
    }
    let server = super::administrator().await;
    for login in [format!("user_{user}"), format!("viewer_{user}")] {
        let legacy = doc! {"createUser": login, "pwd": "old", "roles": ["readWriteAnyDatabase"]};
        server.database("admin").run_command(legacy).await.unwrap();
    }
    server
        .database(&format!("user_{user}"))
        .collection("old")
        .insert_one(doc! {"text": "secret"})
        .await
        .unwrap();

    databases::drop_all(&bed.platform, &UserId(user.clone()))
        .await
        .unwrap();

    assert_eq!(names_on_server(&format!("user_{user}")).await, [""; 0]);
    assert_eq!(logins_on_server(&format!("user_{user}")).await, [""; 0]);
    assert_eq!(logins_on_server(&format!("viewer_{user}")).await, [""; 0]);
    databases::drop_all(&bed.platform, &UserId(user)).await.unwrap();
}

#[tokio::test]
async fn what_a_crash_left_half_done_is_finished_and_d33_nothing_is_made_beside_it() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    let user = UserId(id_of(&ada).await);
    let (half_made, half_dropped) = (
        create(&ada, "half made").await,
        create(&ada, "half dropped").await,
    );
    for (id, state) in [
        (&half_made, DatabaseState::Provisioning),
        (&half_dropped, DatabaseState::Dropping),
    ] {
        let change = DatabaseChange {
            state: Some(state),
            ..DatabaseChange::default()
        };
        bed.platform
            .store
            .change_database(&user, id, &change)
            .await
            .unwrap();
    }
    super::administrator()
        .await
        .database("admin")
        .run_command(doc! {"dropUser": format!("user_{user}_{half_made}")})
        .await
        .unwrap();

    for _restart in 0..2 {
        databases::recover(&bed.platform).await;
    }

    let read = ada
        .get(&format!("/api/databases/{half_made}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(read["state"], "ready");
    as_app(&uri(&ada, &half_made).await)
        .await
        .collection("notes")
        .insert_one(doc! {"n": 1})
        .await
        .unwrap();
    ada.get(&format!("/api/databases/{half_dropped}"))
        .await
        .expect(StatusCode::NOT_FOUND);
    let mut logins = logins_on_server(&format!("user_{user}")).await;
    logins.sort();
    let mut expected = [format!("user_{user}_{half_made}"), format!("user_{user}_default")];
    expected.sort();
    assert_eq!(logins, expected);
}

#[tokio::test]
async fn a_password_that_cannot_be_opened_is_said_and_replaced_by_rotating() {
    let Some(server) = server() else { return };
    let bed = Bed::with_databases(server).await;
    let ada = bed.signed_up("ada").await;
    let (id, user) = (create(&ada, "locked").await, UserId(id_of(&ada).await));
    let seal = async |password: &str| {
        let change = DatabaseChange {
            password: Some(password.to_owned()),
            ..DatabaseChange::default()
        };
        bed.platform
            .store
            .change_database(&user, &id, &change)
            .await
            .unwrap();
    };
    seal("v1:sealed with another key").await;
    let path = format!("/api/databases/{id}/connection");
    let (code, message) = ada.post(&path, Value::Null).await.refusal(StatusCode::CONFLICT);
    assert!(
        code == "DATABASE_LOCKED" && message.contains("hint: rotate"),
        "{message}"
    );
    ada.post(&format!("/api/databases/{id}/rotate"), Value::Null)
        .await
        .expect(StatusCode::OK);
    ada.post(&path, Value::Null).await.expect(StatusCode::OK);

    seal("gAAAAABl-sealed-by-the-existing-platform").await;
    let uri = uri(&ada, &id).await;
    as_app(&uri).await.list_collection_names().await.unwrap();
}

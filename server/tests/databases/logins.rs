//! Logins are made, changed and removed for real, and have rights on their own database alone.

use fp_server::databases::mongo::MongoDatabases;
use fp_server::databases::{DatabaseError, Login, TenantDatabases as _};
use mongodb::Client;
use mongodb::bson::{Document, doc};

use super::bed::{administrator, as_app, engine, is_known, login, tenant};
use crate::mongo::{Mongo, fresh_name};

#[tokio::test]
async fn a_login_works_as_soon_as_it_is_made_and_making_it_again_changes_nothing() {
    let Some(engine) = engine() else { return };
    let login = tenant(&engine).await;
    let database = as_app(&engine, &login).await;
    assert_eq!(database.name(), login.database);
    database
        .collection("notes")
        .insert_one(doc! {"text": "kept"})
        .await
        .unwrap();

    engine.provision(&login).await.unwrap();

    assert_eq!(database.list_collection_names().await.unwrap(), ["notes"]);
    engine.drop(&login).await.unwrap();
}

#[tokio::test]
async fn d10_a_tenant_sees_and_writes_nothing_of_others_and_nothing_of_the_server() {
    let Some(engine) = engine() else { return };
    let (ada, eve) = (tenant(&engine).await, tenant(&engine).await);
    let secrets = as_app(&engine, &ada).await.collection::<Document>("secrets");
    secrets.insert_one(doc! {"of": "ada"}).await.unwrap();

    let client = as_app(&engine, &eve).await.client().clone();
    let foreign = client.database(&ada.database);
    assert!(
        foreign
            .collection::<Document>("secrets")
            .find_one(doc! {})
            .await
            .is_err()
    );
    assert!(
        foreign
            .collection("secrets")
            .insert_one(doc! {"by": "eve"})
            .await
            .is_err()
    );
    assert!(foreign.list_collection_names().await.is_err());
    assert!(foreign.run_command(doc! {"dbStats": 1}).await.is_err());
    assert!(foreign.run_command(doc! {"collStats": "secrets"}).await.is_err());
    assert!(foreign.drop().await.is_err());
    let names = client.list_database_names().await.unwrap_or_default();
    assert!(!names.contains(&ada.database), "{names:?}");
    let admin = client.database("admin");
    for command in [
        doc! {"currentOp": 1, "$all": true},
        doc! {"getLog": "global"},
        doc! {"getCmdLineOpts": 1},
        doc! {"serverStatus": 1},
        doc! {"usersInfo": 1},
        doc! {"createUser": "eve2", "pwd": "x", "roles": ["root"]},
        doc! {"updateUser": &eve.name, "roles": ["root"]},
        doc! {"dropUser": &ada.name},
    ] {
        assert!(admin.run_command(command.clone()).await.is_err(), "{command}");
    }

    assert_eq!(secrets.count_documents(doc! {}).await.unwrap(), 1);
    for login in [ada, eve] {
        engine.drop(&login).await.unwrap();
    }
}

#[tokio::test]
async fn rights_a_login_had_beside_its_own_are_taken_away() {
    let Some(engine) = engine() else { return };
    let login = login();
    let admin = administrator().await.database("admin");
    let legacy =
        doc! {"createUser": &login.name, "pwd": "old", "roles": ["clusterMonitor", "readWriteAnyDatabase"]};
    admin.run_command(legacy).await.unwrap();

    engine.provision(&login).await.unwrap();

    let client = as_app(&engine, &login).await.client().clone();
    assert!(
        client
            .database("admin")
            .run_command(doc! {"serverStatus": 1})
            .await
            .is_err()
    );
    engine.drop(&login).await.unwrap();
}

#[tokio::test]
async fn after_a_rotation_only_the_new_password_is_let_in() {
    let Some(engine) = engine() else { return };
    let old = tenant(&engine).await;
    let new = Login {
        password: "another".to_owned(),
        ..old.clone()
    };
    assert!(engine.lets_in(&old).await.unwrap());

    engine.provision(&new).await.unwrap();

    assert!(engine.lets_in(&new).await.unwrap());
    assert!(!engine.lets_in(&old).await.unwrap());
    let refused = engine.collections(&old).await.unwrap_err();
    assert!(matches!(refused, DatabaseError::LoginRefused { .. }), "{refused}");
    engine.drop(&new).await.unwrap();
}

#[tokio::test]
async fn d09_a_dropped_database_is_gone_even_when_the_platforms_login_may_not_drop() {
    let Some(mongo) = Mongo::shared() else { return };
    let platform = fresh_name();
    let create = doc! {"createUser": &platform, "pwd": "of the platform", "roles": ["readWriteAnyDatabase", "userAdminAnyDatabase"]};
    administrator()
        .await
        .database("admin")
        .run_command(create)
        .await
        .unwrap();
    let administrator_part = mongo.administrator_uri().split_once('@').unwrap().1;
    let uri = format!("mongodb://{platform}:of%20the%20platform@{administrator_part}");
    let engine = MongoDatabases::at(&uri).unwrap();
    let login = tenant(&engine).await;
    as_app(&engine, &login)
        .await
        .collection("notes")
        .insert_one(doc! {"text": "secret"})
        .await
        .unwrap();
    let own = Client::with_uri_str(&uri).await.unwrap();
    assert!(
        own.database(&login.database).drop().await.is_err(),
        "the role set of the old platform"
    );

    engine.drop(&login).await.unwrap();

    let names = administrator().await.list_database_names().await.unwrap();
    assert!(!names.contains(&login.database), "{names:?}");
    assert!(!is_known(&login.name).await);
    assert!(!engine.lets_in(&login).await.unwrap());
    engine.drop(&login).await.unwrap();
    engine.forget_login(&login.name).await.unwrap();
    administrator()
        .await
        .database("admin")
        .run_command(doc! {"dropUser": &platform})
        .await
        .unwrap();
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_said_and_nothing_hangs() {
    // Nobody listens on a port that was just given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let engine = MongoDatabases::at(&format!("mongodb://platform:secret@127.0.0.1:{port}")).unwrap();
    let refused = crate::wait::within("an answer", engine.provision(&login()))
        .await
        .unwrap_err();
    let words = refused.to_string();
    assert!(
        matches!(refused, DatabaseError::Unavailable(_)) && words.contains("hint:"),
        "{words}"
    );
    assert!(!words.contains("secret"), "{words}");
}

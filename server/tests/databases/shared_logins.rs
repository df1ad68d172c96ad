//! A login to several databases of one tenant, such as the viewer's: it reaches these and nothing else.

use fp_server::databases::{SharedLogin, TenantDatabases as _};
use mongodb::Client;
use mongodb::bson::{Document, doc};

use super::bed::{administrator, as_app, engine, is_known, tenant};
use crate::mongo::fresh_name;

/// A login nobody has yet.
fn shared(databases: &[&str]) -> SharedLogin {
    SharedLogin {
        name: format!("viewer_{}", fresh_name()),
        password: "a password / of @ theirs".to_owned(),
        databases: databases.iter().map(|database| (*database).to_owned()).collect(),
    }
}

/// How many documents of a collection somebody sees.
async fn count(client: &Client, database: &str) -> Option<u64> {
    let notes = client.database(database).collection::<Document>("notes");
    notes.count_documents(doc! {}).await.ok()
}

#[tokio::test]
async fn d10_it_reads_and_writes_its_own_and_sees_nothing_of_others_or_of_the_server() {
    let Some(engine) = engine() else { return };
    let (one, two, eve) = (
        tenant(&engine).await,
        tenant(&engine).await,
        tenant(&engine).await,
    );
    let notes = as_app(&engine, &eve).await.collection::<Document>("notes");
    notes.insert_one(doc! {"of": "eve"}).await.unwrap();
    let viewer = shared(&[&one.database, &two.database]);
    engine.provision_shared(&viewer).await.unwrap();

    let client = as_app(&engine, &viewer.on(&one.database)).await.client().clone();
    for database in &viewer.databases {
        let notes = client.database(database).collection::<Document>("notes");
        notes.insert_one(doc! {"by": "viewer"}).await.unwrap();
        assert_eq!(count(&client, database).await, Some(1));
        let names = client.database(database).list_collection_names().await.unwrap();
        assert_eq!(names, ["notes"], "nothing is left of trying it out");
    }

    let foreign = client.database(&eve.database);
    for command in [
        doc! {"collStats": "notes"},
        doc! {"dbStats": 1},
        doc! {"find": "notes"},
        doc! {"listCollections": 1},
    ] {
        assert!(foreign.run_command(command.clone()).await.is_err(), "{command}");
    }
    let names = client.list_database_names().await.unwrap_or_default();
    assert!(!names.contains(&eve.database), "{names:?}");
    let admin = client.database("admin");
    for command in [
        doc! {"usersInfo": 1},
        doc! {"serverStatus": 1},
        doc! {"currentOp": 1, "$all": true},
        doc! {"getLog": "global"},
        doc! {"getCmdLineOpts": 1},
        doc! {"find": "system.users"},
        doc! {"updateUser": &viewer.name, "roles": ["root"]},
    ] {
        assert!(admin.run_command(command.clone()).await.is_err(), "{command}");
    }

    engine.forget_login(&viewer.name).await.unwrap();
    assert!(!is_known(&viewer.name).await);
    for login in [one, two, eve] {
        engine.drop(&login).await.unwrap();
    }
}

#[tokio::test]
async fn fewer_databases_and_the_rights_of_the_existing_platforms_viewer_are_taken_away() {
    let Some(engine) = engine() else { return };
    let (one, two) = (tenant(&engine).await, tenant(&engine).await);
    let mut viewer = shared(&[&one.database, &two.database]);
    let legacy = doc! {"createUser": &viewer.name, "pwd": "old", "roles": ["clusterMonitor", {"role": "read", "db": "admin"}]};
    administrator()
        .await
        .database("admin")
        .run_command(legacy)
        .await
        .unwrap();

    engine.provision_shared(&viewer).await.unwrap();
    let client = as_app(&engine, &viewer.on(&two.database)).await.client().clone();
    assert!(
        client
            .database("admin")
            .run_command(doc! {"serverStatus": 1})
            .await
            .is_err()
    );
    assert_eq!(count(&client, &two.database).await, Some(0));

    viewer.databases.pop();
    engine.provision_shared(&viewer).await.unwrap();
    let client = as_app(&engine, &viewer.on(&one.database)).await.client().clone();
    assert_eq!(count(&client, &one.database).await, Some(0));
    assert_eq!(count(&client, &two.database).await, None);

    engine.forget_login(&viewer.name).await.unwrap();
    for login in [one, two] {
        engine.drop(&login).await.unwrap();
    }
}

//! The test bed of `MongoDB` itself: what the other suites take for granted of it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "other suites use more of it")]
#[path = "support/mongo.rs"]
mod mongo;

use mongo::{Mongo, OwnMongo, fresh_name};
use mongodb::Client;
use mongodb::bson::{Document, doc};

#[tokio::test]
async fn the_shared_server_has_access_control_and_transactions() {
    let Some(mongo) = Mongo::shared() else { return };
    let client = Client::with_uri_str(mongo.administrator_uri()).await.unwrap();
    let status = client
        .database("admin")
        .run_command(doc! {"connectionStatus": 1})
        .await
        .unwrap();
    assert!(status.to_string().contains("root"), "{status}");
    let mut session = client.start_session().await.unwrap();
    session.start_transaction().await.unwrap();
    let records = client.database(&fresh_name()).collection::<Document>("records");
    records
        .insert_one(doc! {"a": 1})
        .session(&mut session)
        .await
        .unwrap();
    session.commit_transaction().await.unwrap();
    assert_eq!(records.count_documents(doc! {}).await.unwrap(), 1);

    let address = mongo.administrator_uri().split('@').next_back().unwrap();
    let nobody = Client::with_uri_str(format!("mongodb://{address}"))
        .await
        .unwrap();
    assert!(nobody.list_database_names().await.is_err());
}

#[tokio::test]
async fn a_server_of_ones_own_survives_a_kill() {
    let Some(own) = OwnMongo::start() else { return };
    let name = fresh_name();
    let written = doc! {"_id": 1};
    let records = async || {
        let client = Client::with_uri_str(own.mongo().uri_of(&name)).await.unwrap();
        client
            .default_database()
            .unwrap()
            .collection::<Document>("records")
    };
    records().await.insert_one(&written).await.unwrap();
    own.kill();
    own.restart();
    assert_eq!(records().await.find_one(doc! {}).await.unwrap(), Some(written));
}

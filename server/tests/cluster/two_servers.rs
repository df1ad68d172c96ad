//! Two servers on one cluster and one record: whoever is asked acts, and neither undoes what the other did.

use std::time::{Duration, Instant};

use fp_contract::app::Condition;
use fp_contract::deployment::DeploymentStatus;
use serde_json::{Value, json};

use super::bed::Bed;
use super::visitor::OFTEN;
use crate::apps::app_that_says;
use crate::client::Client;
use crate::mongo::{Mongo, fresh_name};
use crate::server::until;

/// How long nothing may change once all is as asked for.
const QUIET: Duration = Duration::from_secs(20);

/// What the objects of an app are written by: who fights over one writes it again and again. Statuses are the cluster's.
async fn written(bed: &Bed, app_id: &str) -> Vec<(String, Value)> {
    let objects = bed.objects(app_id).await;
    let versions = objects.into_iter().map(|(name, object)| {
        let metadata = &object.metadata;
        let version = match metadata.generation {
            Some(generation) => json!(generation),
            None => json!(metadata.resource_version),
        };
        (name, version)
    });
    versions.collect()
}

async fn deploy(client: &Client, app_id: &str, word: &str) {
    let deployment = client.deploy(app_id, &app_that_says(word)).await;
    let ended = client.ended(&deployment).await;
    assert_eq!(ended.status, DeploymentStatus::Live, "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a node: deploy/testbed/kube"]
async fn two_servers_do_not_fight() {
    let Some(mongo) = Mongo::shared() else {
        eprintln!("left out: two servers on one record need MongoDB");
        return;
    };
    let database = fresh_name();
    let variables = [
        ("FP_STORE", "mongodb"),
        ("MONGO_URI", mongo.administrator_uri()),
        ("FP_MONGO_DATABASE", &database),
        ("SECRET_KEY", "the secret key of both test servers"),
    ];
    let bed = Bed::start_with(&variables).await;
    let app_id = bed.app("first").await;
    let place = bed.place.beside();
    let second_server = place.start_server().await;
    let second = Client::new(&second_server.url, &bed.token);
    second.in_condition(&app_id, Condition::Live).await;
    let load = bed.visitor.keep_visiting(&app_id, 1, OFTEN);

    for round in 0..3 {
        for (name, client) in [("one", &bed.client), ("other", &second)] {
            let word = format!("{name}{round}");
            deploy(client, &app_id, &word).await;
            assert_eq!(bed.visitor.get(&app_id, "/").await, (200, format!("\"{word}\"")));
        }
    }
    let is_quiet = quiet(&bed, &app_id).await;
    let (answered, failed) = load.end();
    assert_eq!(failed, 0, "of {answered} visits");
    assert!(is_quiet, "somebody writes again and again");
    bed.agrees(&app_id).await;

    // The one that did not put it to sleep leaves it asleep, and a visitor wakes it whoever holds the request.
    bed.sleep(&app_id).await;
    let before = written(&bed, &app_id).await;
    second.in_condition(&app_id, Condition::Asleep).await;
    assert!(quiet(&bed, &app_id).await, "somebody wakes it");
    assert_eq!(written(&bed, &app_id).await, before);
    bed.visitor.sees(&app_id, "other2").await;
    for client in [&bed.client, &second] {
        client.in_condition(&app_id, Condition::Live).await;
    }
    bed.agrees(&app_id).await;
}

/// Whether nothing of the app is written for a while, after a moment in which the last write may be on its way.
async fn quiet(bed: &Bed, app_id: &str) -> bool {
    let mut last = written(bed, app_id).await;
    let mut since = Instant::now();
    let begun = Instant::now();
    until("the app's objects to be left alone", async || {
        let now = written(bed, app_id).await;
        if now != last {
            (last, since) = (now, Instant::now());
        }
        let is_quiet = since.elapsed() > QUIET;
        (is_quiet || begun.elapsed() > QUIET * 2).then_some(is_quiet)
    })
    .await
}

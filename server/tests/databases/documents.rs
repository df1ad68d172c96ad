//! Documents read and written with a tenant's own login.

use fp_server::databases::{DatabaseError, Filter, Login, Query, Selector, TenantDatabases as _};
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{DateTime, Document, doc};

use super::bed::{as_app, engine, tenant};

fn query(filter: &str) -> Query {
    Query {
        filter: Filter::parse(filter).unwrap().0,
        sort_field: "_id".to_owned(),
        ascending: true,
        skip: 0,
        limit: 20,
    }
}

fn refused_as(error: &DatabaseError, words: &str) -> bool {
    matches!(error, DatabaseError::Refused(reason) if reason.contains(words))
}

#[tokio::test]
async fn identifiers_and_dates_are_found() {
    let Some(engine) = engine() else { return };
    let login = tenant(&engine).await;
    let notes = as_app(&engine, &login).await.collection::<Document>("notes");
    let id = ObjectId::new();
    let (early, late) = (
        DateTime::from_millis(1_000),
        DateTime::from_millis(1_795_231_302_416),
    );
    notes
        .insert_many([doc! {"_id": id, "at": late}, doc! {"_id": "plain", "at": early}])
        .await
        .unwrap();
    let found = async |filter: &str| engine.find(&login, "notes", &query(filter)).await.unwrap();

    assert_eq!(found(&format!("{{\"_id\": \"{id}\"}}")).await.total, 1);
    assert_eq!(
        found(&format!("{{\"_id\": {{\"$oid\": \"{id}\"}}}}")).await.total,
        1
    );
    let recent = found("{\"at\": {\"$gt\": {\"$date\": \"2026-01-01T00:00:00Z\"}}}").await;
    assert_eq!(recent.documents, [doc! {"_id": id, "at": late}]);
    let all = found("{}").await;
    assert_eq!((all.total, all.documents.len()), (2, 2));
    engine.drop(&login).await.unwrap();
}

#[tokio::test]
async fn pages_are_sorted_and_counted() {
    let Some(engine) = engine() else { return };
    let login = tenant(&engine).await;
    let numbers = as_app(&engine, &login).await.collection::<Document>("numbers");
    numbers
        .insert_many((0..25).map(|n| doc! {"_id": n, "square": n * n}))
        .await
        .unwrap();
    let page = Query {
        sort_field: "square".to_owned(),
        ascending: false,
        skip: 20,
        limit: 10,
        ..query("{}")
    };
    let found = engine.find(&login, "numbers", &page).await.unwrap();
    let ids: Vec<i32> = found
        .documents
        .iter()
        .map(|document| document.get_i32("_id").unwrap())
        .collect();
    assert_eq!((found.total, ids), (25, vec![4, 3, 2, 1, 0]));
    engine.drop(&login).await.unwrap();
}

#[tokio::test]
async fn what_the_server_does_not_understand_is_said_in_its_words() {
    let Some(engine) = engine() else { return };
    let login = tenant(&engine).await;
    engine.insert(&login, "notes", &doc! {"_id": 1}).await.unwrap();
    let error = engine
        .find(&login, "notes", &query("{\"a\": {\"$nothing\": 1}}"))
        .await
        .unwrap_err();
    assert!(refused_as(&error, "$nothing"), "{error}");
    let error = engine.find(&login, "none", &query("{}")).await.unwrap_err();
    assert_eq!(error, DatabaseError::NotFound("collection"));
    let error = engine
        .insert(&login, "notes", &doc! {"_id": 1})
        .await
        .unwrap_err();
    assert!(refused_as(&error, "same unique value"), "{error}");
    engine.drop(&login).await.unwrap();
}

#[tokio::test]
async fn a_slow_query_is_given_up_after_two_seconds() {
    let Some(engine) = engine() else { return };
    let login = tenant(&engine).await;
    let database = as_app(&engine, &login).await;
    database
        .collection("words")
        .insert_many((0..100).map(|n| doc! {"_id": n}))
        .await
        .unwrap();
    let sleep =
        doc! {"$function": {"body": "function() { sleep(1000); return 1; }", "args": [], "lang": "js"}};
    let view = doc! {"create": "slow", "viewOn": "words", "pipeline": [{"$addFields": {"late": sleep}}]};
    database.run_command(view).await.unwrap();
    let started = std::time::Instant::now();
    let answer = crate::wait::within("an answer", engine.find(&login, "slow", &query("{\"late\": 1}"))).await;
    let error = answer.unwrap_err();
    assert!(refused_as(&error, "longer than 2 s"), "{error}");
    assert!(started.elapsed() < std::time::Duration::from_secs(10));
    engine.drop(&login).await.unwrap();
}

#[tokio::test]
async fn a_document_is_added_replaced_and_deleted() {
    let Some(engine) = engine() else { return };
    let login = tenant(&engine).await;
    let id = engine
        .insert(&login, "notes", &doc! {"text": "first"})
        .await
        .unwrap();
    let selector = Selector::parse(&id.as_object_id().unwrap().to_hex()).unwrap();
    let replace = async |text: &str, expected: Option<&Document>| {
        let document = doc! {"text": text};
        engine
            .replace(&login, "notes", &selector, &document, expected)
            .await
    };

    let second = replace("second", None).await.unwrap();
    assert_eq!(second, doc! {"text": "second", "_id": id.clone()});
    let stale = doc! {"_id": id.clone(), "text": "first"};
    assert_eq!(replace("third", Some(&stale)).await, Err(DatabaseError::Conflict));
    let current = doc! {"_id": id.clone(), "text": "second"};
    replace("third", Some(&current)).await.unwrap();

    engine.delete(&login, "notes", &selector).await.unwrap();
    let again = engine.delete(&login, "notes", &selector).await;
    assert_eq!(again, Err(DatabaseError::NotFound("document")));
    engine.drop(&login).await.unwrap();
}

#[tokio::test]
async fn an_identifier_that_may_mean_two_documents_changes_neither() {
    let Some(engine) = engine() else { return };
    let login = tenant(&engine).await;
    for document in [doc! {"_id": "7"}, doc! {"_id": 7}] {
        engine.insert(&login, "notes", &document).await.unwrap();
    }
    let delete = async |id: &str| {
        let selector = Selector::parse(id).unwrap();
        engine.delete(&login, "notes", &selector).await
    };
    assert!(refused_as(
        &delete("7").await.unwrap_err(),
        "hint: write it in extended JSON"
    ));
    delete("{\"$numberInt\": \"7\"}").await.unwrap();
    delete("7").await.unwrap();
    engine.drop(&login).await.unwrap();
}

#[tokio::test]
async fn collections_and_indexes_are_listed_with_their_sizes() {
    let Some(engine) = engine() else { return };
    let login: Login = tenant(&engine).await;
    let database = as_app(&engine, &login).await;
    database
        .collection("b")
        .insert_many([doc! {"x": 1}, doc! {"x": 2}])
        .await
        .unwrap();
    database.create_collection("a").await.unwrap();
    let index = doc! {"createIndexes": "b", "indexes": [{"key": {"x": 1}, "name": "by_x", "unique": true}]};
    database.run_command(index).await.unwrap();
    let view = doc! {"create": "c", "viewOn": "b", "pipeline": []};
    database.run_command(view).await.unwrap();

    let sizes = engine.collections(&login).await.unwrap();
    let counts: Vec<_> = sizes
        .iter()
        .map(|size| (size.name.as_str(), size.documents))
        .collect();
    assert_eq!(counts, [("a", 0), ("b", 2), ("c", 0)]);
    let indexes = engine.indexes(&login, "b").await.unwrap();
    let names: Vec<_> = indexes
        .iter()
        .map(|index| index.get_str("name").unwrap())
        .collect();
    assert_eq!(names, ["_id_", "by_x"]);
    let size = engine.size(&login.database).await.unwrap();
    assert!(size.documents >= 2 && size.bytes > 0, "{size:?}");
    assert_eq!(engine.find(&login, "c", &query("{}")).await.unwrap().total, 2);
    engine.drop(&login).await.unwrap();
}
